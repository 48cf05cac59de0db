#!/usr/bin/env bash
# make-images.sh FOLDER NODE NPM POSTGRES STAMP: two images that stand in for the official ones, by `docker import`.
# NODE is the program, NPM the folder of npm, POSTGRES the folder of a server with bin, lib and share.
set -euo pipefail
home=$1 node=$2 npm=$3 postgres=$4 stamp=$5
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d "$home/image.XXXXXX")
trap 'rm -rf "$work"' EXIT

cp -a "$home/system/." "$work"
cd "$work"
mkdir -p dev etc/ssl/certs home/node proc root run sys tmp usr/local/bin var/lib/postgresql var/run
chmod 1777 tmp var/run
ln -sf bash usr/bin/sh
printf '%s\n' root:x:0:0::/root:/bin/sh node:x:1000:1000::/home/node:/bin/sh postgres:x:999:999::/var/lib/postgresql:/bin/sh nobody:x:65534:65534::/:/bin/false > etc/passwd
printf '%s\n' root:x:0: node:x:1000: postgres:x:999: nogroup:x:65534: > etc/group
echo 'hosts: files dns' > etc/nsswitch.conf
cp -L /etc/ssl/certs/ca-certificates.crt etc/ssl/certs/
chown -R 1000:1000 home/node
chown -R 999:999 var/lib/postgresql
# A mount takes the rights of the folder below it when its container starts again, so they must be those of the official image.
install -d -o 999 -g 999 -m 3777 var/run/postgresql
path='PATH=/usr/local/pgsql/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

mkdir -p usr/local/pgsql
cp -a "$postgres"/{bin,lib,share} usr/local/pgsql/
install -m 755 "$here/postgres-entrypoint.sh" usr/local/bin/docker-entrypoint.sh
install -m 755 "$here/pg_isready.sh" usr/local/bin/pg_isready
tar -c . | docker import -c "ENV $path" -c 'ENV PGDATA=/var/lib/postgresql/18/docker' -c 'ENTRYPOINT ["docker-entrypoint.sh"]' -c 'CMD ["postgres"]' \
  -c 'VOLUME /var/lib/postgresql' -c "LABEL stamp=$stamp" - "$POSTGRES_IMAGE" > /dev/null
echo "made $POSTGRES_IMAGE"

rm -r usr/local/pgsql usr/local/bin/*
mkdir -p usr/local/lib/node_modules
cp "$node" usr/local/bin/node
cp -r "$npm" usr/local/lib/node_modules/npm
ln -s ../lib/node_modules/npm/bin/npm-cli.js usr/local/bin/npm
tar -c . | docker import -c "ENV $path" -c 'ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt' -c 'CMD ["node"]' -c "LABEL stamp=$stamp" - "$NODE_IMAGE" > /dev/null
echo "made $NODE_IMAGE"
