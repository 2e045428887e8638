import { GitopsError } from '@gitops-example/kit/errors'

/** A zone of the IANA time zone database. */
export interface TimeZone {
  /** How far its wall clock is ahead of UTC at a time. */
  offsetMs(atMs: number): number
}

export const utc: TimeZone = { offsetMs: () => 0 }

/**
 * The zone of a name such as `Europe/Berlin`; an unknown one is an error. Names are case-sensitive, as they are where
 * the database is a directory (Go: `time.LoadLocation`); `Local` is UTC, the zone of the API's control plane.
 */
export function loadTimeZone(name: string): TimeZone {
  if (['', 'UTC', 'Local'].includes(name)) return utc
  if (name.includes('..') || /^[/\\]/.test(name)) throw unknown('time: invalid location name')
  const format = isWellWritten(name) ? formatIn(name) : undefined
  if (format === undefined) throw unknown(`unknown time zone ${name}`)
  return { offsetMs: (atMs) => offsetIn(format, atMs) }
}

/** A time as RFC 3339 writes it in a zone, in whole seconds. */
export function formatTimeIn({ offsetMs }: TimeZone, atMs: number): string {
  const minutes = Math.round(offsetMs(atMs) / 60_000)
  const local = new Date(atMs + minutes * 60_000).toISOString().slice(0, 19)
  if (minutes === 0) return `${local}Z`
  const twoDigits = (number: number) => String(number).padStart(2, '0')
  const size = Math.abs(minutes)
  return `${local}${minutes < 0 ? '-' : '+'}${twoDigits(Math.floor(size / 60))}:${twoDigits(size % 60)}`
}

/** Intl ignores case and takes offsets such as `+0100`; every name of the database begins with a capital. */
function isWellWritten(name: string): boolean {
  return name.split('/').every((part) => /^[A-Z]/.test(part))
}

function formatIn(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
    const known = format.resolvedOptions().timeZone
    const differsInCase = known !== timeZone && known.toLowerCase() === timeZone.toLowerCase()
    return differsInCase ? undefined : format
  } catch {
    return undefined
  }
}

/** Reads the end of `1/1/2026, GMT-03:30`; UTC is `GMT` alone. */
function offsetIn(format: Intl.DateTimeFormat, atMs: number): number {
  const [, sign, hours, minutes, seconds] = /([+-])(\d+):(\d+)(?::(\d+))?$/.exec(format.format(atMs)) ?? []
  const size = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60 + Number(seconds ?? 0)
  return (sign === '-' ? -size : size) * 1000
}

function unknown(message: string): GitopsError {
  return new GitopsError('time-zone-unknown', message)
}
