import type { Finding } from '../findings/finding.ts'

/** Ends a request early; what it answers then counts for nothing. */
export interface CancelRequest {
  cancel: number
}

/** Asks what the tests are at. */
export interface RunningRequest {
  ask: 'running'
}

/** Its answer: the test file that has been running for longest, and the test in it; empty where none is. */
export interface RunningAnswer {
  running: string
}

/** What the parent asks of the process that keeps Vitest. */
export interface TestRequest {
  id: number
  /** Absolute paths of the files that differ from what this Vitest has loaded. */
  stale: string[]
  /** Those of the only files that differ since the last green run; absent for a run of everything. */
  changed?: string[]
}

/** Its answer. */
export interface TestAnswer {
  id: number
  /** What has failed; absent when every test passed. */
  findings?: Finding[]
  /** The signal that ended a worker; its tests may be as good as any. */
  killedBy?: string
  /** Why the tests could not run. */
  error?: string
  /** How many test files ran, for people who look at times. */
  files: number
}
