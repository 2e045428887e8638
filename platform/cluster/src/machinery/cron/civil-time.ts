import type { TimeZone } from './time-zone.ts'

/** A time, and what the calendar and the clock on the wall of a zone show then. */
export interface CivilTime {
  readonly zone: TimeZone
  readonly ms: number
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  readonly day: number
  /** 0 is Sunday. */
  readonly weekday: number
  readonly hour: number
  readonly minute: number
  readonly second: number
}

export function civilTime(zone: TimeZone, ms: number): CivilTime {
  const local = new Date(ms + zone.offsetMs(ms))
  return {
    zone,
    ms,
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    weekday: local.getUTCDay(),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    second: local.getUTCSeconds(),
  }
}

/**
 * The time at which a zone's clock shows what is given; fields out of range carry over. Of a time that the clocks skip
 * or show twice, the one that Go's `time.Date` takes.
 */
export function timeOf(
  zone: TimeZone,
  year: number,
  month: number,
  day = 1,
  hour = 0,
  minute = 0,
  second = 0,
): number {
  const asUtc = Date.UTC(year, month - 1, day, hour, minute, second)
  return asUtc - zone.offsetMs(asUtc - zone.offsetMs(asUtc))
}
