import { baseEnv, type ExecOptions, type ExecResult, exec, tryExec } from '../process/exec.ts'
import { ownSettings, settingsEnv, settingsIn, withoutHooks } from './git-settings.ts'

/** The author of the commits that we make ourselves, whether or not the user has configured a name. */
export const platformIdentity = {
  GIT_AUTHOR_NAME: 'gitops',
  GIT_AUTHOR_EMAIL: 'gitops@localhost',
  GIT_COMMITTER_NAME: 'gitops',
  GIT_COMMITTER_EMAIL: 'gitops@localhost',
} as const

/** The `git` program in one directory (a work tree or a bare repository). */
export interface Git {
  readonly dir: string
  /** Runs `git ARGS` and returns its standard output without the final newline; throws when git fails. */
  run(args: readonly string[], options?: ExecOptions): Promise<string>
  /** The same, returning the exit code instead of throwing. */
  try(args: readonly string[], options?: ExecOptions): Promise<ExecResult>
}

/**
 * `env` is added to `baseEnv()`, and its settings (`settingsEnv`) to our own. Git never prompts, and never refuses a
 * directory for its owner. Hooks of `dir` and of the user run only with `hooks: 'user'`.
 */
export function gitIn(
  dir: string,
  env: Record<string, string> = {},
  { hooks = 'none' }: { hooks?: 'none' | 'user' } = {},
): Git {
  const settings = [...ownSettings, ...(hooks === 'none' ? [withoutHooks] : []), ...settingsIn(env)]
  const merged = {
    ...baseEnv(),
    GIT_TERMINAL_PROMPT: '0',
    ...env,
    ...settingsEnv(settings),
  }
  const withDefaults = (options: ExecOptions) => ({ cwd: dir, env: merged, timeoutMs: 120_000, ...options })
  return {
    dir,
    async run(args, options = {}) {
      const { stdout } = await exec(['git', ...args], withDefaults(options))
      return stdout.replace(/\n$/, '')
    },
    try: (args, options = {}) => tryExec(['git', ...args], withDefaults(options)),
  }
}
