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
    if (tty && stdin !== undefined) stderr.write(noTerminal)
    if (command === undefined) {
      await attach(request, channels)
      return await channels.finish(success)
    }
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

/**
 * Joins the client to the container's process: what it writes from now on, and what it reads. A process that reads from
 * one client only waits for it, so that client sees the output from the beginning.
 */
async function attach(
  { kubelet, container, askedAt }: ExecRequest,
  { stdin, stdout, signal }: ExecChannels,
): Promise<void> {
  const input = stdin && kubelet.input(container)
  if (input !== undefined) {
    stdin?.pipe(input.stdin, { end: input.once })
  }
  // Not by lines: the process may answer before the log is read to its end.
  const from = input?.once ? {} : { sinceTime: askedAt }
  for await (const text of kubelet.logs(container, { follow: true, ...from, signal })) {
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
