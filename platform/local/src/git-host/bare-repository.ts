import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gitIn } from '@gitops-example/kit/git/git'
import { pasteable } from '@gitops-example/kit/process/exec'

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
}): Promise<BareRepository> {
  const { dir, branch, runDir } = options
  if (!existsSync(join(dir, 'HEAD'))) {
    mkdirSync(dir, { recursive: true })
    await gitIn(dir).run(['init', '--quiet', '--bare', `--initial-branch=${branch}`, dir])
    // A checkout made with --depth may be the first to push.
    await gitIn(dir).run(['config', 'receive.shallowUpdate', 'true'])
  }
  const repository = { dir, pushLog: join(runDir, 'pushes.log') }
  removeStaleLocks(dir, branch)
  writeHook(repository, runDir, branch)
  return repository
}

/**
 * Appending the update to a file costs no process, so the platform knows of a push within a millisecond.
 * The pusher then sees the delivery as `remote:` lines, unless `GITOPS_FOLLOW=off` says that it looks elsewhere.
 */
function writeHook(repository: BareRepository, runDir: string, branch: string): void {
  const follower = fileURLToPath(new URL('./follow-push.ts', import.meta.url))
  const script = `#!/bin/sh
# Written by gitops up.
before= after=
while read -r old new ref; do
  echo "$old $new $ref\${GITOPS_DELIVERY:+ $GITOPS_DELIVERY}" >> ${pasteable([repository.pushLog])} || exit 0
  if [ "$ref" = ${pasteable([`refs/heads/${branch}`])} ]; then before=$old after=$new; fi
done
[ "\${GITOPS_FOLLOW:-on}\${GITOPS_DELIVERY:-}" = on ] || exit 0
exec ${pasteable([process.execPath, follower, runDir, branch])} "$before" "$after"
`
  const path = join(repository.dir, 'hooks', 'post-receive')
  mkdirSync(join(repository.dir, 'hooks'), { recursive: true })
  rmSync(path, { force: true })
  writeFileSync(path, script)
  chmodSync(path, 0o755)
}

/** A platform or pusher that was killed may leave git's lock files behind; nothing else writes here at start. */
function removeStaleLocks(dir: string, branch: string): void {
  for (const name of ['HEAD.lock', 'packed-refs.lock', 'config.lock', `refs/heads/${branch}.lock`]) {
    rmSync(join(dir, name), { force: true })
  }
}
