# shellcheck shell=bash
# Shared by the scripts of this folder; sourced, not run.

vm_dir=$(dirname "$(realpath "${BASH_SOURCE[0]}")")
# shellcheck disable=SC2034 # used by the scripts that source this file
project_dir=$(realpath "$vm_dir/../..")
# shellcheck disable=SC2034
cache_dir=${MAGD_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/magd}

# Where ip, nft, modprobe and depmod are; not in every user's path.
export PATH=$PATH:/usr/sbin:/sbin

say() { printf 'vm: %s\n' "$*" >&2; }

die() {
  say "$*"
  exit 125
}

# require PROGRAM...: ends unless all of them are installed.
require() {
  local program
  for program in "$@"; do
    command -v "$program" >/dev/null || die "$program is missing: run tools/deps test"
  done
}
