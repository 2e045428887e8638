import type { Readable, Writable } from 'node:stream'

export interface ProcessSpec {
  argv: readonly [string, ...string[]]
  cwd: string
  /** The whole environment. */
  env: Record<string, string>
  /** Whom to run as; the platform's own user when absent. */
  user?: { uid: number; gid: number }
  /** With it, what has this directory as its container mark ends with the process, in whatever group it is. */
  directory?: string
  /** For people: `pod dev/web-7f container web`. */
  what: string
  /** Empty when absent. */
  stdin?: Readable
  /** Both are written to and never ended. */
  stdout: Writable
  stderr: Writable
}

export interface ProcessExit {
  /** As a shell reports it: 128 plus the number of the signal that ended the process. */
  exitCode: number
  /** The signal's number. */
  signal?: number
}

export interface RunningProcess {
  /** Leads a process group of the same number. */
  readonly pid: number
  /** Resolves when the process and all that it started have ended and their output is written. */
  readonly ended: Promise<ProcessExit>
  /** To the whole group; a group that is gone is not an error. */
  signal(signal: NodeJS.Signals): void
}

/** Starts the processes of containers. Its duty ends with the process: it knows no pod, restart or probe. */
export interface ProcessRuntime {
  /** Throws `GitopsError` with the code `spawn-failed` or `program-not-found`. */
  start(spec: ProcessSpec): RunningProcess
}
