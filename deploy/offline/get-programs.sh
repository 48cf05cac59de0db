#!/usr/bin/env bash
# get-programs.sh FOLDER: Docker's engine and client, Compose 2 and the files of a small system image, from Debian's packages.
# Nothing is installed, and apt keeps its lists and archives in that folder.
set -euo pipefail
home=$1
mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
[ -r "$keyring" ] || { echo "no $keyring: install debian-archive-keyring" >&2; exit 2; }

apt=$home/apt
mkdir -p "$apt"/{lists/partial,cache/archives/partial} "$home/packages"
: > "$apt/status"
for suite in bookworm trixie; do echo "deb [signed-by=$keyring] $mirror $suite main"; done > "$apt/sources.list"
options=(-qq -o "Dir::State=$apt" -o "Dir::State::status=$apt/status" -o "Dir::State::lists=$apt/lists" -o "Dir::Cache=$apt/cache"
  -o "Dir::Etc::sourcelist=$apt/sources.list" -o Dir::Etc::sourceparts=/dev/null -o APT::Sandbox::User=root -o Acquire::Retries=3)
echo 'reading the lists of Debian packages'
apt-get "${options[@]}" update

fetch() { # FOLDER PACKAGE/SUITE…
  local target=$1 into; shift
  into=$(mktemp -d "$home/packages/XXXXXX")
  (cd "$into" && apt-get "${options[@]}" download "$@")
  mkdir -p "$target"
  for package in "$into"/*.deb; do dpkg --fsys-tarfile "$package" | tar -x --keep-directory-symlink -C "$target"; done
  rm -r "$into"
}
echo 'getting docker.io and docker-compose'
fetch "$home/programs" docker-compose/trixie {docker.io,containerd,runc,tini,libdevmapper1.02.1}/bookworm \
  {iptables,libip4tc2,libip6tc2,libxtables12,libnftnl11,libmnl0,libnetfilter-conntrack3,libnfnetlink0}/bookworm
# In the network of each container the engine leads questions for names to itself; it finds iptables in its PATH.
for name in iptables ip6tables; do ln -sf xtables-nft-multi "$home/programs/usr/sbin/$name"; done
echo 'getting the files of a small system'
mkdir -p "$home/system/usr"/{bin,lib,lib64,sbin}
for name in bin lib lib64 sbin; do ln -sfn "usr/$name" "$home/system/$name"; done
fetch "$home/system" {libc6,bash,coreutils,libtinfo6,libselinux1,libpcre2-8-0,libattr1,libacl1,libgmp10,libstdc++6,libgcc-s1}/bookworm
rm -rf "$home/system/usr/share"/{doc,man,locale,info} "$apt" "$home/packages"
mkdir -p "$home/config/cli-plugins"
ln -sf "$home/programs/usr/libexec/docker/cli-plugins/docker-compose" "$home/config/cli-plugins/docker-compose"
