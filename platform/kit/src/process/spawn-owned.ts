import { type ChildProcessByStdio, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { GitopsError } from '../errors.ts'
import type { ProcessLedger } from './process-ledger.ts'

export interface SpawnOwnedOptions {
  argv: readonly [string, ...string[]]
  cwd: string
  /** The whole environment of the child. */
  env: Record<string, string>
  /** Numeric user and group to run as; only root may set them. */
  uid?: number
  gid?: number
  ledger: ProcessLedger
  /** What the child reads; its standard input is empty when absent. */
  stdin?: Readable
  /** What the process is, for people: `web server`. */
  what: string
}

export type OwnedChild = ChildProcessByStdio<Writable, Readable, Readable> & { readonly pid: number }

/**
 * The shell waits for one line before it becomes the program, and gives up when its standard input closes: a parent
 * that dies between `spawn` and the ledger's entry leaves nothing running. The variables that shells add are removed.
 */
const gate = 'read -r _ || exit 125; exec /usr/bin/env -u PWD -u OLDPWD -u SHLVL -u _ "$@"'

/** Starts a program as leader of its own process group, recorded in the ledger before it may begin. */
export function spawnOwned(options: SpawnOwnedOptions): OwnedChild {
  const child = spawn(
    '/bin/sh',
    ['-c', options.stdin ? gate : `${gate} </dev/null`, 'gate', ...options.argv],
    {
      cwd: options.cwd,
      env: options.env,
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
      ...(options.uid === undefined ? {} : { uid: options.uid }),
      ...(options.gid === undefined ? {} : { gid: options.gid }),
    },
  )
  const { pid } = child
  if (pid === undefined) {
    child.on('error', () => {})
    throw new GitopsError('spawn-failed', `Cannot start ${options.what} in ${options.cwd}.`, {
      hint: 'Check that the directory exists and that the user may enter it.',
    })
  }
  try {
    options.ledger.record(pid, options.what)
  } catch (cause) {
    child.kill('SIGKILL') // one that nobody remembers would outlive a kill of this process
    throw new GitopsError(
      'spawn-failed',
      `Cannot start ${options.what}: the ledger does not take its entry.`,
      {
        hint: 'Free some space where .gitops is.',
        cause,
        retryable: true,
      },
    )
  }
  child.stdin.on('error', () => {}) // the child may be gone already; its exit event says so
  child.stdin.write('go\n')
  if (options.stdin === undefined) child.stdin.end()
  else options.stdin.pipe(child.stdin)
  return child as OwnedChild
}
