import { type Readable, Writable } from 'node:stream'
import { GitopsError } from '@gitops-example/kit/errors'
import type { ProcessRuntime } from '../process/process-runtime.ts'
import type { PreparedContainer } from './prepare-container.ts'

interface ExecOptions {
  runtime: ProcessRuntime
  prepared: PreparedContainer
  command: readonly string[]
  what: string
  stdin?: Readable
  stdout: Writable
  stderr: Writable
  signal: AbortSignal
}

/** Runs a command as the container's processes run; resolves with its exit code. Aborted: kills it and rejects. */
export async function execInContainer(options: ExecOptions): Promise<number> {
  const { runtime, prepared, signal, command, ...io } = options
  const [program, ...args] = prepared.command(command)
  if (program === undefined) throw new GitopsError('exec-no-command', 'Cannot run an empty command.')
  signal.throwIfAborted()
  const running = runtime.start({
    ...io,
    argv: [program, ...args],
    cwd: prepared.cwd,
    env: prepared.env,
    ...(prepared.user === undefined ? {} : { user: prepared.user }),
  })
  const kill = () => running.signal('SIGKILL')
  signal.addEventListener('abort', kill)
  try {
    const { exitCode } = await running.ended
    signal.throwIfAborted()
    return exitCode
  } finally {
    signal.removeEventListener('abort', kill)
  }
}

/** The same with the first bytes of both outputs as text. */
export async function execForOutput(
  options: Omit<ExecOptions, 'stdout' | 'stderr'>,
  limitBytes = 10 * 1024,
): Promise<{ exitCode: number; output: string }> {
  const chunks: Buffer[] = []
  let size = 0
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (size < limitBytes) chunks.push(chunk.subarray(0, limitBytes - size))
      size += chunk.length
      done()
    },
  })
  const exitCode = await execInContainer({ ...options, stdout: sink, stderr: sink })
  return { exitCode, output: Buffer.concat(chunks).toString('utf8') }
}
