import { GitopsError } from '@gitops-example/kit/errors'
import { baseEnv, exec } from '@gitops-example/kit/process/exec'

export interface PullRequest {
  /** The root of a checkout, by which `gh` knows the repository. */
  directory: string
  /** The branch to merge into. */
  base: string
  /** The branch with the commit; it is pushed already. */
  head: string
  title: string
  body: string
  /** Credentials of `gh`: GH_TOKEN, GH_HOST. */
  env: Record<string, string>
}

/** GitHub refuses longer bodies. */
const longestBody = 65_000

/** Opens a pull request with the program `gh`; returns its address. */
export async function openPullRequest({
  directory,
  base,
  head,
  title,
  body,
  env,
}: PullRequest): Promise<string> {
  const text =
    body.length > longestBody ? `${body.slice(0, longestBody)}\n\n… cut: run gitops plan for the rest.` : body
  const argv = ['gh', 'pr', 'create', '--base', base, '--head', head, '--title', title, '--body-file', '-']
  try {
    const { stdout } = await exec(argv, {
      cwd: directory,
      input: text,
      env: { ...baseEnv(), ...env },
      timeoutMs: 60_000,
    })
    return stdout.trim()
  } catch (cause) {
    throw new GitopsError(
      'pull-request-failed',
      `The branch ${head} is pushed, but no pull request was opened: ${cause instanceof Error ? cause.message : cause}`,
      { hint: `Open it by hand from ${head} into ${base}, or install gh and run gh auth login.`, cause },
    )
  }
}
