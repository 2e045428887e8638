import { describeError } from '@gitops-example/kit/errors'
import { StatusError } from '../../api/status-error.ts'
import { untilDrained } from '../until-drained.ts'
import type { ExecChannels } from './exec-channels.ts'
import type { ExecRequest } from './exec-request.ts'

const success = { metadata: {}, status: 'Success' }

const noTerminal = 'This cluster has no terminals: the command runs without one.\r\n'

/** Runs the command and tells how it ended (remotecommand protocol v4 and later: a Status with the exit code). */
export async function runExec(request: ExecRequest, channels: ExecChannels): Promise<void> {
  const { kubelet, container, command, tty } = request
  const { signal, stdin, stdout, stderr } = channels
  try {
    if (command === undefined) {
      await attach(request, channels)
      return await channels.finish(success)
    }
    if (tty && stdin !== undefined) stderr.write(noTerminal)
    const exitCode = await kubelet.exec(container, command, {
      ...(stdin && { stdin }),
      stdout,
      stderr,
      signal,
    })
    await channels.finish(exitCode === 0 ? success : nonZero(exitCode))
  } catch (error) {
    if (signal.aborted) return
    await channels.finish(failure(error))
  }
}

/** What the container writes from now on. */
async function attach({ kubelet, container }: ExecRequest, { stdout, signal }: ExecChannels): Promise<void> {
  for await (const text of kubelet.logs(container, { follow: true, tailLines: 0, signal })) {
    if (!stdout.write(text)) await untilDrained(stdout)
  }
}

function nonZero(exitCode: number): object {
  return {
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: exit status ${exitCode}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(exitCode) }] },
  }
}

function failure(error: unknown): object {
  if (error instanceof StatusError) return error.status
  const message = `Internal error occurred: ${describeError(error)}`
  return { metadata: {}, status: 'Failure', message, reason: 'InternalError', code: 500 }
}
