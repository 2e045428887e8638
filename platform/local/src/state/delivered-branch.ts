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

/** How a branch is called that everybody's work goes to. */
const usualNames = ['master', 'main']

/**
 * The branch that the git host of this machine was made for; before there is one, the branch that a remote `origin` has
 * as its HEAD, else `master` or `main` where the checkout or `origin` has one, else the branch that is checked out.
 */
export async function deliveredBranch(root: string): Promise<string> {
  const hosted = await hostedBranch(statePaths(root).origin)
  if (hosted !== undefined) return hosted
  const git = gitIn(root)
  const origin = await symbolicRef(git, 'refs/remotes/origin/HEAD')
  if (origin !== undefined) return origin.replace(/^refs\/remotes\/origin\//, '')
  const folders = ['refs/heads', 'refs/remotes/origin']
  const refs = usualNames.flatMap((name) => folders.map((folder) => `${folder}/${name}`))
  const { stdout } = await git.try(['for-each-ref', '--format=%(refname)', ...refs])
  const usual = usualNames.find((name) => stdout.split('\n').some((ref) => ref.endsWith(`/${name}`)))
  return usual ?? (await symbolicRef(git, 'HEAD'))?.replace(/^refs\/heads\//, '') ?? 'master'
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
