import { vi } from 'vitest'

/** Tries until `assertion` holds; patient, since the machine may be busy with other tests. */
export function eventually(assertion: () => void | Promise<void>): Promise<void> {
  return vi.waitFor(assertion, { timeout: 60_000, interval: 20 })
}
