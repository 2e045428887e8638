import { isRecord } from '@gitops-example/kit/json/fields'

export type Verdict = 'same' | 'differs' | 'unknown'

/**
 * Whether a live object still has what we applied, without asking the server. `desired` says which fields are ours,
 * `applied` is the server's answer to the apply (with its defaults and its way to write values). A list of another
 * length may hold entries that others own: only the server knows.
 */
export function compareOwned(desired: unknown, applied: unknown, live: unknown): Verdict {
  if (isRecord(desired)) {
    if (!isRecord(applied) || !isRecord(live)) return verdictOf(applied, live)
    let verdict: Verdict = 'same'
    for (const key of Object.keys(desired)) {
      const one = compareOwned(desired[key], applied[key], live[key])
      if (one === 'differs') return one
      if (one === 'unknown') verdict = one
    }
    return verdict
  }
  if (Array.isArray(desired)) {
    if (!Array.isArray(applied) || !Array.isArray(live)) return verdictOf(applied, live)
    if (applied.length !== live.length || applied.length !== desired.length) return 'unknown'
    const verdicts = desired.map((item, index) => compareOwned(item, applied[index], live[index]))
    // Entries may have changed places, so a difference in a list is not sure.
    return verdicts.every((one) => one === 'same') ? 'same' : 'unknown'
  }
  return Object.is(applied, live) ? 'same' : 'differs'
}

function verdictOf(applied: unknown, live: unknown): Verdict {
  if (applied === live) return 'same'
  return applied === undefined || live === undefined ? 'differs' : 'unknown'
}
