import type { Clock } from '@gitops-example/kit/clock'
import { sleep } from '@gitops-example/kit/clock'
import type { LifecycleHandler } from '#kubernetes/core/v1'
import { type CheckContext, httpTarget } from '../probes/check.ts'
import { checkHttp } from '../probes/check-http.ts'

/** Runs a postStart or preStop handler; throws when it fails. Aborted: ends early, which is not a failure of the handler. */
export async function runHook(
  handler: LifecycleHandler,
  context: CheckContext & { clock: Clock },
  signal: AbortSignal,
): Promise<void> {
  const { exec, httpGet, sleep: pause } = handler
  try {
    if (pause !== undefined) await sleep(context.clock, pause.seconds * 1000, signal)
    else if (httpGet !== undefined) {
      const { isSuccess, output } = await checkHttp(httpTarget(httpGet, context), signal)
      if (!isSuccess) throw new Error(output)
    } else if (exec !== undefined) {
      const command = exec.command ?? []
      const { exitCode, output } = await context.exec(command, signal)
      if (exitCode !== 0) {
        throw new Error(
          `command '${command.join(' ')}' exited with ${exitCode}: ${output.slice(0, 1024).trim()}`,
        )
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
