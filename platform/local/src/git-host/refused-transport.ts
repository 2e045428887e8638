import { baseEnv, tryExec } from '@gitops-example/kit/process/exec'

/** The setting by which the person's own git refuses to push to a folder of this machine, as `KEY=never`. */
export async function refusedTransport(root: string): Promise<string | undefined> {
  for (const key of ['protocol.file.allow', 'protocol.allow']) {
    const { exitCode, stdout } = await tryExec(['git', 'config', '--get', key], { cwd: root, env: baseEnv() })
    if (exitCode !== 0) continue
    return stdout.trim() === 'never' ? `${key}=never` : undefined
  }
  return undefined
}

/** The setting guards a person against repositories of others, so that it is theirs to change. */
export const refusedPush =
  'push with ./gitops push. For git push, allow it in this checkout: git config protocol.file.allow user.'
