#!/bin/sh
# Installs the dependencies where they are missing or belong to another lockfile, then becomes the given command.
# Plain sh: it runs before any of our programs is there, and leaves no process of its own behind.
set -eu
root=$(CDPATH='' cd -- "$(dirname "$0")/.." && pwd)
modules=$root/node_modules
stamp=$modules/.installed-lockfile

# By these, PostgreSQL's clients in tests would reach another server, or ours in another way.
unset PGHOST PGHOSTADDR PGPORT PGDATABASE PGUSER PGPASSWORD PGPASSFILE PGSERVICE PGSERVICEFILE PGOPTIONS PGAPPNAME \
  PGSSLMODE PGSSLROOTCERT PGSSLCERT PGSSLKEY PGSSLNEGOTIATION PGCONNECT_TIMEOUT PGCLIENTENCODING PGTARGETSESSIONATTRS

fail() {
  printf '%s\n' "$@" >&2
  exit 1
}

# What a person has installed by themselves is as good: npm's own record of it is compared with the lockfile.
is_installed() {
  cmp -s "$root/package-lock.json" "$stamp" && return
  [ -f "$modules/.package-lock.json" ] && [ -x "$modules/.bin/node" ] || return
  "$modules/.bin/node" "$root/scripts/is-installed.ts" 2>/dev/null || return
  cp "$root/package-lock.json" "$stamp" 2>/dev/null || :
}

check_machine() {
  version=$(node --version 2>/dev/null) || version=none
  major=${version#v}
  case ${major%%.*} in
    '' | *[!0-9]*) fail 'The install needs Node 20 or newer, with its npm, and finds no node on PATH. Install it (https://nodejs.org).' ;;
  esac
  [ "${major%%.*}" -ge 20 ] ||
    fail "The install needs Node 20 or newer; this is $version at $(command -v node). Install a newer one (https://nodejs.org)."
  [ -w "$root" ] || fail "Cannot install into $root: $(id -un) may not write there. Use a clone of your own."
  # Many packages at once are written; Node itself raises a soft limit.
  files=$(ulimit -n)
  if [ "$files" != unlimited ] && [ "$files" -lt 1024 ]; then
    ulimit -Sn 4096 2>/dev/null || ulimit -n 4096 2>/dev/null ||
      fail "The install needs more than the $files open files that this shell allows. Raise it with ulimit -n 4096, or the hard limit of the system."
  fi
}

# Held by making a directory, which only one can; that of a process that has ended is taken over.
lock() {
  held=$root/.gitops/install.lock
  [ ! -e "$root/.gitops" ] || [ -d "$root/.gitops" ] || fail "$root/.gitops is not a folder. Move it away."
  mkdir -p "$root/.gitops"
  [ -w "$root/.gitops" ] || fail "Cannot write into $root/.gitops: it is another user's. Use a clone of your own."
  waited=0
  until mkdir "$held" 2>/dev/null; do
    holder=$(cat "$held/pid" 2>/dev/null) || holder=
    if [ -n "$holder" ]; then
      runs=$(kill -0 "$holder" 2>/dev/null && echo yes) || :
    else
      runs=$([ "$waited" -gt 5 ] || echo yes) # one that was killed before it wrote who it is
    fi
    if [ -z "$runs" ]; then
      rm -rf "$held"
      continue
    fi
    [ "$waited" != 1 ] || echo "Another start (pid ${holder:-unknown}) is installing; waiting for it ..." >&2
    waited=$((waited + 1))
    sleep 1
  done
  echo $$ >"$held/pid"
}

unlock() {
  [ -z "${ticker:-}" ] || kill "$ticker" 2>/dev/null || :
  rm -rf "$held"
}

progress() {
  seconds=0
  trap 'kill "$pause" 2>/dev/null; exit' TERM
  while :; do
    sleep 4 &
    pause=$!
    wait "$pause"
    seconds=$((seconds + 4))
    size=$(du -sk "$modules" 2>/dev/null) || :
    echo "  $seconds s: $((${size%%[!0-9]*}0 / 10240)) MB are there ..." >&2
  done
}

# Everything that decides what is installed, and where, is named: a setting of the machine or NODE_ENV would otherwise.
# No package needs a script of its own.
install() {
  (
    cd "$root"
    umask 022 # as root, pods and the database read it as other users
    npm ci --include=dev --include=optional --include=peer --ignore-scripts --engine-strict=false --global=false \
      --location=project --install-strategy=hoisted --install-links=false --bin-links --package-lock \
      --package-lock-only=false --dry-run=false --legacy-peer-deps=false --strict-peer-deps=false \
      --loglevel=error --no-fund --no-audit --no-progress >&2
  )
}

if ! is_installed; then
  check_machine
  lock
  trap unlock EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  if ! is_installed; then
    echo 'Installing dependencies (once; usually under a minute) ...' >&2
    progress &
    ticker=$!
    install || fail "npm ci failed in $root. Check the network and the messages above, then run the same command again."
    cp "$root/package-lock.json" "$stamp"
  fi
  trap - EXIT INT TERM HUP
  unlock
  # Where the lockfile has no Node for the machine, its own does if it is new enough.
  if ! "$modules/.bin/node" --version >/dev/null 2>&1 && [ "${major%%.*}" -lt 24 ]; then
    fail "npm has installed no Node that runs on this machine ($(uname -sm)), and its own is $version. Install Node 24 or newer."
  fi
fi
PATH=$modules/.bin:$PATH
export PATH
exec "$@"
