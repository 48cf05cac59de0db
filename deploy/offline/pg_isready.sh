#!/bin/bash
# pg_isready is not among the server's programs from npm: it is ready when it takes a connection.
exec 3<> /dev/tcp/127.0.0.1/5432
