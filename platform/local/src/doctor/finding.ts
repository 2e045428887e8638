/** One thing that was checked. */
export interface Finding {
  name: string
  /** `missing` stops `npm start`; `optional` is only needed for what `detail` says. */
  state: 'ok' | 'missing' | 'optional'
  detail: string
  /** How to get it, when it is missing. */
  fix?: string
}
