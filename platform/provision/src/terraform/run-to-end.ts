import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { GitopsError } from '@gitops-example/kit/errors'

export interface RunToEndOptions {
  cwd: string
  /** The whole environment of the child. */
  env: Record<string, string>
  signal?: AbortSignal
  /** Called with each line of either stream as it comes. */
  onLine: (line: string) => void
}

/**
 * Runs a program that must not be killed half-way and returns its exit code. It has a process group of its own, so
 * that Ctrl-C in a terminal reaches it once, from here, as the one SIGINT after which Terraform finishes what it has
 * begun, saves its state and releases its lock; a second one would make it abandon all that.
 */
export async function runToEnd(
  argv: readonly [string, ...string[]],
  options: RunToEndOptions,
): Promise<number> {
  options.signal?.throwIfAborted()
  const [file, ...args] = argv
  const child = spawn(file, args, {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const interrupt = () => void child.kill('SIGINT')
  options.signal?.addEventListener('abort', interrupt, { once: true })
  for (const input of [child.stdout, child.stderr]) createInterface({ input }).on('line', options.onLine)
  try {
    return await new Promise((resolve, reject) => {
      child.on('error', (cause) =>
        reject(new GitopsError('program-missing', `Cannot run ${file} in ${options.cwd}.`, { cause })),
      )
      child.on('close', (code, signal) => {
        if (code !== null) resolve(code)
        else reject(new GitopsError('command-failed', `${file} was ended by ${signal}.`))
      })
    })
  } finally {
    options.signal?.removeEventListener('abort', interrupt)
  }
}
