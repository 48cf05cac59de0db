#!/bin/bash
# pg_isready is not among the server's programs from npm. Who asks to sign in is asked for a password once the server is ready, and refused before.
exec 3<> /dev/tcp/127.0.0.1/5432
printf '\x00\x00\x00\x29\x00\x03\x00\x00user\x00postgres\x00database\x00postgres\x00\x00' >&3
read -r -N 1 -t 2 answer <&3
[ "$answer" = R ]
