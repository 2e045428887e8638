import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gitIn } from '@gitops-example/kit/git/git'
import { pasteable } from '@gitops-example/kit/process/exec'
import { writeRepositorySettings } from './repository-settings.ts'

export interface BareRepository {
  /** The git directory, which is also the URL of the remote. */
  dir: string
  /** The file that the hook appends one line `OLD NEW REF [bump]` to for each ref that moved. */
  pushLog: string
}

/** Creates or opens the repository that takes the place of the git host; the hook is rewritten, as paths may change. */
export async function openBareRepository(options: {
  dir: string
  branch: string
  runDir: string
  /** As of the checkout: git does not push between the two. */
  objectFormat: 'sha1' | 'sha256'
}): Promise<BareRepository> {
  const { dir, branch, runDir, objectFormat } = options
  if (!existsSync(join(dir, 'HEAD'))) {
    mkdirSync(dir, { recursive: true })
    const kind = ['--bare', '--template=', `--object-format=${objectFormat}`, `--initial-branch=${branch}`]
    await gitIn(dir, { GIT_DEFAULT_REF_FORMAT: 'files' }).run(['init', '--quiet', ...kind, dir])
  }
  await writeRepositorySettings(dir)
  // Remembers which branch is delivered; an Application that follows HEAD follows it.
  await gitIn(dir).run(['symbolic-ref', 'HEAD', `refs/heads/${branch}`])
  const repository = { dir, pushLog: join(runDir, 'pushes.log') }
  removeStaleLocks(dir, branch)
  writeHook(dir, 'post-receive', followScript(repository, runDir, branch))
  writeHook(dir, 'update', guardScript)
  return repository
}

/**
 * Appending the update to a file costs no process, so the platform knows of a push within a millisecond.
 * The pusher then sees the delivery as `remote:` lines, unless `GITOPS_FOLLOW=off` says that it looks elsewhere. Only
 * the delivered branch is followed, wherever it stands among the refs that are pushed.
 */
function followScript(repository: BareRepository, runDir: string, branch: string): string {
  const follower = fileURLToPath(new URL('./follow-push.ts', import.meta.url))
  return `#!/bin/sh
# Written by gitops up.
since=$(date +%s)000 before= after= isOther=
while read -r old new ref; do
  echo "$old $new $ref\${GITOPS_DELIVERY:+ $GITOPS_DELIVERY}" >> ${pasteable([repository.pushLog])} || exit 0
  if [ "$ref" = ${pasteable([`refs/heads/${branch}`])} ]; then before=$old after=$new; else isOther=yes; fi
done
[ "\${GITOPS_FOLLOW:-on}\${GITOPS_DELIVERY:-}" = on ] || exit 0
[ -z "$isOther" ] || echo "Stored; only what is pushed to "${pasteable([branch])}" is delivered here."
case "$after" in *[!0]*) ;; *) exit 0 ;; esac
exec ${pasteable([process.execPath, follower, runDir, branch])} "$before" "$after" "$since"
`
}

/**
 * What verbs alone write, they say so by the same variable; what the platform keeps for itself nobody pushes. Of a branch
 * that moved since the pusher looked, git itself says no more than that it cannot lock it.
 */
const guardScript = `#!/bin/sh
# Written by gitops up.
if [ -f "$1" ] && read -r now < "$1" && [ "$now" != "$2" ]; then
  echo "\${1#refs/heads/} has moved since this push began, and was left as it is. Push again; if git refuses that, run git pull --rebase first." >&2
  exit 1
fi
case "$1" in
refs/heads/releases/*)
  if [ "\${GITOPS_DELIVERY:-}" != bump ]; then
    echo "\${1#refs/heads/} is written by gitops alone: a push of the delivered branch makes a release, gitops rollback takes one back." >&2
    exit 1
  fi ;;
refs/gitops/*)
  echo "$1 is written by gitops alone." >&2
  exit 1 ;;
esac
`

function writeHook(dir: string, name: string, script: string): void {
  const path = join(dir, 'hooks', name)
  mkdirSync(join(dir, 'hooks'), { recursive: true })
  rmSync(path, { force: true })
  writeFileSync(path, script)
  chmodSync(path, 0o755)
}

/** A platform or pusher that was killed may leave git's lock files behind; nothing else writes here at start. */
function removeStaleLocks(dir: string, branch: string): void {
  const releases = join('refs', 'heads', 'releases')
  const locks = entries(join(dir, releases)).filter((name) => name.endsWith('.lock'))
  const fixed = ['HEAD.lock', 'packed-refs.lock', 'config.lock', `refs/heads/${branch}.lock`]
  for (const name of [...fixed, ...locks.map((lock) => join(releases, lock))]) {
    rmSync(join(dir, name), { force: true })
  }
}

function entries(directory: string): string[] {
  return existsSync(directory) ? readdirSync(directory) : []
}
