#!/bin/sh
# Installs the dependencies when they are missing or belong to another lockfile, then becomes the given command.
# Plain sh: it runs before any of our programs is there, and leaves no process of its own behind.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
stamp=$root/node_modules/.installed-lockfile
if ! cmp -s "$root/package-lock.json" "$stamp"; then
  echo 'Installing dependencies (once; usually under a minute) ...' >&2
  if ! (cd "$root" && npm ci --loglevel=error --no-fund --no-audit --no-progress >&2); then
    echo "npm ci failed in $root. Check the network and the messages above, then run the same command again." >&2
    exit 1
  fi
  cp "$root/package-lock.json" "$stamp"
fi
PATH=$root/node_modules/.bin:$PATH
export PATH
exec "$@"
