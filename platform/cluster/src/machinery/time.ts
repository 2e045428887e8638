import type { Clock } from '@gitops-example/kit/clock'

/** The time of the clock as the API writes it: RFC 3339 in UTC, whole seconds. */
export function timestamp(clock: Clock): string {
  return formatTime(clock.now())
}

export function formatTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`
}

/** Milliseconds of an API time; undefined for none or for one that is not a time. */
export function parseTime(time: string | undefined): number | undefined {
  if (time === undefined) return undefined
  const ms = Date.parse(time)
  return Number.isNaN(ms) ? undefined : ms
}
