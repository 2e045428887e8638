import type { Readable } from 'node:stream'
import { describeError } from '@gitops-example/kit/errors'
import { StatusError } from '../../../machinery/status-error.ts'
import { untilDrained } from '../../http/until-drained.ts'
import { endStream } from './end-stream.ts'
import type { ExecChannels } from './exec-channels.ts'
import type { ExecRequest } from './exec-request.ts'
import { cookStreams } from './line-discipline.ts'

const success = { metadata: {}, status: 'Success' }

const noTerminal =
  'This cluster has no terminals: the command gets each line with Enter, without a prompt; Ctrl-C ends it.\r\n'
const exitCodeOfInterrupt = 130

/** Runs the command and reports how it ended (remotecommand protocol v4 and later: a Status with the exit code). */
export async function runExec(request: ExecRequest, given: ExecChannels): Promise<void> {
  const { kubelet, container, command } = request
  const interrupt = new AbortController()
  const channels = request.tty && given.stdin ? inLines(given, given.stdin, interrupt) : given
  const { signal, stdin, stdout, stderr } = channels
  const finish = async (status: object) => {
    if (stdout !== given.stdout) await endStream(stdout)
    await given.finish(status)
  }
  try {
    if (command === undefined) {
      await attach(request, channels)
      return await finish(success)
    }
    const exitCode = await kubelet.exec(container, command, {
      ...(stdin && { stdin }),
      stdout,
      stderr,
      signal,
    })
    await finish(exitCode === 0 ? success : nonZero(exitCode))
  } catch (error) {
    if (given.signal.aborted) return
    await finish(interrupt.signal.aborted ? nonZero(exitCodeOfInterrupt) : failure(error))
  }
}

/** A client that asks for a terminal has made its own one raw: what a terminal does for it is done here. */
function inLines(channels: ExecChannels, raw: Readable, interrupt: AbortController): ExecChannels {
  channels.stdout.write(noTerminal)
  const { stdin, stdout } = cookStreams(raw, channels.stdout, () => interrupt.abort())
  const signal = AbortSignal.any([channels.signal, interrupt.signal])
  return { ...channels, stdin, stdout, stderr: stdout, signal }
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
