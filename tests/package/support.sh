# shellcheck shell=sh
# Sourced by the tests of the package: where it is, and a clean Debian root
# that already holds what it depends on, so that no test needs a network.

set -eu
export LC_ALL=C.UTF-8 SYSTEMD_COLORS=0 SYSTEMD_URLIFY=0 DEBIAN_FRONTEND=noninteractive

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
deb=$(ls "$top"/build/deb/magd_*.deb)
scratch=

trap 'rm -rf "$scratch"' EXIT

fail() { echo "FAILED: $*" >&2; exit 1; }
step() { echo "-- $*"; }

# A skipped test says why; ctest knows the status.
need_root() { [ "$(id -u)" = 0 ] || { echo "needs root: skipped"; exit 77; }; }

# An empty folder that goes away with the test.
make_scratch() { scratch=$(mktemp -d); }

# What the root holds besides a minimal Debian: the package's dependencies (of
# alternatives the first), what Ansible needs at its far end, and modprobe.
root_packages() {
    dpkg-deb --field "$deb" Depends | tr ',' '\n' | sed 's/|.*//; s/(.*//; s/ //g' | sort
    printf "%s\n" kmod python3-apt
}

# The root's tar file: another list of packages, another file.
root_tar() {
    key=$( (. /etc/os-release; echo "$VERSION_CODENAME"; root_packages) | sha256sum | cut -c 1-12)
    echo "${MAGD_CACHE:-$HOME/.cache/magd}/package-root-$key.tar"
}

# Unpacks the root into $root and puts the package beside it.
fresh_root() {
    need_root
    make_scratch
    root=$scratch/root
    mkdir "$root"
    tar -xf "$(root_tar)" -C "$root"
    cp "$deb" "$root/magd.deb"
}

# enter COMMAND...: in the root, with its own processes and without a network.
enter() {
    unshare --net --mount --pid --fork --kill-child --mount-proc="$root/proc" chroot "$root" "$@"
}
