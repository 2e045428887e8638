/** What one run of a probe's check found. */
export interface CheckResult {
  isSuccess: boolean
  /** Why not, in upstream's words. */
  output: string
}
