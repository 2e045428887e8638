import { GitopsError } from '@gitops-example/kit/errors'
import { pasteable, tryExec } from '@gitops-example/kit/process/exec'

/** The `aws` program in one region. */
export interface Aws {
  /** What a command prints, parsed; undefined when it prints nothing. Throws `aws-failed` with the program's output. */
  json(args: readonly string[]): Promise<unknown>
}

export function awsIn(region: string, env: Record<string, string>, signal?: AbortSignal): Aws {
  return {
    async json(args) {
      const argv = ['aws', ...args, '--region', region, '--output', 'json']
      const limits = { timeoutMs: 60_000, ...(signal === undefined ? {} : { signal }) }
      const result = await tryExec(argv, { env, ...limits }).catch((cause) => {
        signal?.throwIfAborted()
        throw new GitopsError('program-missing', `Cannot run ${pasteable(argv)}.`, {
          hint: 'Install the AWS command line: https://aws.amazon.com/cli/',
          cause,
        })
      })
      if (result.exitCode !== 0) {
        const words = result.stderr.trim().split('\n').slice(-3).join(' ')
        throw new GitopsError('aws-failed', `${pasteable(argv)}: exit code ${result.exitCode}. ${words}`)
      }
      return result.stdout.trim() === '' ? undefined : JSON.parse(result.stdout)
    },
  }
}

/** The strings in a list that `aws` printed. */
export function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}
