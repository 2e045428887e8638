/** One thing that was looked at. */
export interface Finding {
  name: string
  /** `missing` stops `npm start`; `optional` is only needed for what `detail` says. */
  state: 'ok' | 'missing' | 'optional'
  detail: string
  /** How to get it, where it is not there. */
  fix?: string
}
