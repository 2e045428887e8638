import { GitopsError } from '@gitops-example/kit/errors'
import type { Schedule } from './schedule.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
/** A schedule that fits no day for so long (such as 30 February) never fits. */
const horizonMs = 5 * 366 * 24 * hourMs

interface LocalTime {
  month: number
  day: number
  weekday: number
  hour: number
  minute: number
}

/** Reads the wall clock of a time zone. */
export type ReadLocalTime = (ms: number) => LocalTime

/** The wall clock of an IANA zone such as `Europe/Berlin`; an unknown one is an error. */
export function localTimeIn(timeZone: string): ReadLocalTime {
  let format: Intl.DateTimeFormat
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    })
  } catch (cause) {
    throw new GitopsError('time-zone-unknown', `Cannot use time zone "${timeZone}": it is not known.`, {
      cause,
    })
  }
  return (ms) => {
    const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]))
    const get = (part: Intl.DateTimeFormatPartTypes) => parts.get(part) ?? 0
    const weekday = new Date(Date.UTC(get('year'), get('month') - 1, get('day'))).getUTCDay()
    return { month: get('month'), day: get('day'), weekday, hour: get('hour'), minute: get('minute') }
  }
}

/** The first minute after `afterMs` that the schedule names; undefined when there is none within five years. */
export function nextTime(schedule: Schedule, afterMs: number, localTime: ReadLocalTime): number | undefined {
  let ms = Math.floor(afterMs / minuteMs) * minuteMs + minuteMs
  while (ms - afterMs <= horizonMs) {
    const local = localTime(ms)
    if (!fitsDay(schedule, local)) {
      // To the next midnight, but short of it: the clocks may change on the way.
      const hours = Math.max(1, 24 - local.hour - 2)
      ms += hours * hourMs - local.minute * minuteMs
    } else if (!schedule.hours.has(local.hour)) ms += hourMs - local.minute * minuteMs
    else if (!schedule.minutes.has(local.minute)) ms += minuteMs
    else return ms
  }
  return undefined
}

function fitsDay(schedule: Schedule, { month, day, weekday }: LocalTime): boolean {
  if (!schedule.months.has(month)) return false
  const byMonth = schedule.daysOfMonth.has(day)
  const byWeek = schedule.daysOfWeek.has(weekday)
  return schedule.eitherDay ? byMonth || byWeek : byMonth && byWeek
}
