/** One process of this machine at one moment. */
export interface ProcessRow {
  pid: number
  parent: number
  group: number
  /** CPU time that the process has used, in milliseconds. */
  cpuMs: number
  /** Resident memory, shared pages included. */
  residentBytes: number
}
