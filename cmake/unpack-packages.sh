#!/bin/sh
# unpack-packages.sh DIR PROGRAM PACKAGE... : fetches Debian packages and unpacks them below DIR, without installing
# anything: no maintainer script runs, so that a package that would start a service (nginx) starts none. Silent, and
# without any apt call, when DIR/PROGRAM is there. A library the program misses is not fetched but named.
# Exit: 0 it is there, 3 it could not be fetched or does not find its libraries.
set -eu

directory=$1
program=$2
shift 2
[ ! -x "$directory/$program" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
    echo "This is no Debian: put $program there yourself: $directory/$program" >&2
    exit 3
fi
echo "Fetching: $* (unpacked into $directory, not installed)"
fresh=$directory.new
rm -rf "$fresh"
mkdir -p "$fresh/packages"
fetch() { (cd "$fresh/packages" && apt-get -qq -o APT::Sandbox::User="$(id -un)" download "$@"); }
# Lists that are old name packages that are gone; refreshing them needs root.
if ! fetch "$@" 2>"$fresh/error"; then
    { [ "$(id -u)" -eq 0 ] && apt-get -qq update && fetch "$@"; } || {
        cat "$fresh/error" >&2
        echo "apt cannot fetch: $*; are its lists fresh (apt-get update)?" >&2
        exit 3
    }
fi
for package in "$fresh"/packages/*.deb; do dpkg-deb -x "$package" "$fresh"; done
missing=$(ldd "$fresh/$program" | sed -n 's/^[[:space:]]*\([^ ]*\) => not found.*/\1/p' | tr '\n' ' ')
if [ -n "$missing" ]; then
    echo "$program needs libraries that are not installed: $missing" >&2
    exit 3
fi
rm -rf "$fresh/packages" "$fresh/error" "$directory"
mv "$fresh" "$directory"
