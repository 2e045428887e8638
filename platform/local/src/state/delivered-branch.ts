import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Git, gitIn } from '@gitops-example/kit/git/git'
import { readSettings, type Settings } from './settings.ts'
import { statePaths } from './state-paths.ts'

/** The settings of a checkout, with the branch that is delivered from it where nobody has chosen one. */
export async function settingsOf(root: string, env: NodeJS.ProcessEnv): Promise<Settings> {
  const settings = readSettings(env)
  return env.GITOPS_BRANCH ? settings : { ...settings, branch: await deliveredBranch(root) }
}

/**
 * The branch that the git host of this machine was made for; before there is one, the branch that a remote `origin` has
 * as its HEAD, else `master` where there is such a branch, else the branch that is checked out.
 */
export async function deliveredBranch(root: string): Promise<string> {
  const hosted = await hostedBranch(statePaths(root).origin)
  if (hosted !== undefined) return hosted
  const git = gitIn(root)
  const origin = await symbolicRef(git, 'refs/remotes/origin/HEAD')
  if (origin !== undefined) return origin.replace(/^refs\/remotes\/origin\//, '')
  const { exitCode } = await git.try(['rev-parse', '--verify', '--quiet', 'refs/heads/master'])
  if (exitCode === 0) return 'master'
  return (await symbolicRef(git, 'HEAD'))?.replace(/^refs\/heads\//, '') ?? 'master'
}

/** What HEAD of a bare repository names (gitrepository-layout(5)); undefined where there is none. */
async function hostedBranch(originDir: string): Promise<string | undefined> {
  try {
    return /^ref: refs\/heads\/(.+)$/m.exec(await readFile(join(originDir, 'HEAD'), 'utf8'))?.[1]
  } catch {
    return undefined
  }
}

async function symbolicRef(git: Git, name: string): Promise<string | undefined> {
  const { exitCode, stdout } = await git.try(['symbolic-ref', '--quiet', name])
  return exitCode === 0 ? stdout.trim() : undefined
}
