#!/bin/sh
# install-missing.sh PACKAGE... : installs the Debian packages that are not there yet, without their recommendations.
# Silent, and without any apt call, when all are there. Nothing is removed unless ALLOW_REMOVE=1.
# Exit: 0 all are there, 3 they could not be installed.
set -eu

if ! command -v dpkg-query >/dev/null 2>&1; then
    echo "This is no Debian: nothing was installed. The build needs the equivalents of: $*" >&2
    exit 0
fi

# dpkg-query also fails when it does not know a package; what it printed about the others counts.
installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "$@" 2>/dev/null | sed -n 's/ installed$//p')
missing=
for package in "$@"; do
    printf '%s\n' "$installed" | grep -qxF -- "$package" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

boost="libboost1.81-dev cannot stand beside Debian's default Boost 1.74 (libboost-dev)"
as_root=
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null 2>&1; then
        echo "Missing packages, and neither root nor sudo to install them. As root, run:" >&2
        echo "    apt-get install --no-install-recommends$missing" >&2
        exit 3
    fi
    as_root=sudo
fi

echo "Installing:$missing"
# shellcheck disable=SC2086  # a list of words; $as_root may be empty
$as_root apt-get -qq update || echo "apt-get update failed; trying with the lists that are there" >&2

# shellcheck disable=SC2086
if ! plan=$(apt-get -qq -s install --no-install-recommends $missing 2>&1); then
    printf '%s\n' "$plan" >&2
    echo "apt cannot install:$missing" >&2
    echo "They are packages of Debian 12; $boost." >&2
    exit 3
fi
removed=$(printf '%s\n' "$plan" | sed -n 's/^Remv \([^ ]*\).*/\1/p' | tr '\n' ' ')
if [ -n "$removed" ] && [ "${ALLOW_REMOVE:-0}" != 1 ]; then
    echo "apt would remove: $removed" >&2
    echo "Nothing was changed: $boost." >&2
    echo "If you can do without what apt would remove, say: make deps ALLOW_REMOVE=1" >&2
    exit 3
fi

# shellcheck disable=SC2086
$as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=120 \
    install --no-install-recommends $missing >/dev/null || {
    echo "apt-get could not install:$missing" >&2
    exit 3
}
