/** One process of this machine at one moment. */
export interface ProcessRow {
  pid: number
  parent: number
  group: number
  /** CPU time that the process has used, in milliseconds. */
  cpuMs: number
  /**
   * Memory that only this process keeps from being free: anonymous and shared anonymous pages, not the text of programs
   * and libraries. Read when it is asked for; 0 when the process has ended. Without `/proc`, all resident pages.
   */
  memoryBytes: number
}
