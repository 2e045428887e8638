import { type CivilTime, civilTime, timeOf } from './civil-time.ts'
import type { FieldSchedule, Schedule } from './schedule.ts'

const secondMs = 1000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs
/** A schedule that fits no day for so long, such as 30 February, never fits. */
const horizonYears = 5

/** One unit of the calendar, and how to search through it (robfig/cron: `SpecSchedule.Next`). */
interface Unit {
  fits(schedule: FieldSchedule, at: CivilTime): boolean
  /** The first time of the unit that holds `at`. */
  start(at: CivilTime): number
  /** A time in the unit that follows the one of `at`. */
  following(at: CivilTime): number
  /** Whether the next larger unit has begun, so that it has to be asked again. */
  hasWrapped(at: CivilTime): boolean
}

const units: readonly Unit[] = [
  {
    fits: ({ months }, { month }) => months.values.has(month),
    start: ({ zone, year, month }) => timeOf(zone, year, month),
    following: ({ zone, year, month, day, hour, minute, second }) =>
      timeOf(zone, year, month + 1, day, hour, minute, second),
    hasWrapped: ({ month }) => month === 1,
  },
  {
    fits: fitsDay,
    start: ({ zone, year, month, day }) => timeOf(zone, year, month, day),
    following: nextMidnight,
    hasWrapped: ({ day }) => day === 1,
  },
  {
    fits: ({ hours }, { hour }) => hours.values.has(hour),
    start: ({ zone, year, month, day, hour }) => timeOf(zone, year, month, day, hour),
    following: ({ ms }) => ms + hourMs,
    hasWrapped: ({ hour }) => hour === 0,
  },
  {
    fits: ({ minutes }, { minute }) => minutes.values.has(minute),
    start: ({ ms }) => Math.floor(ms / minuteMs) * minuteMs,
    following: ({ ms }) => ms + minuteMs,
    hasWrapped: ({ minute }) => minute === 0,
  },
  {
    fits: (_, { second }) => second === 0,
    start: ({ ms }) => ms,
    following: ({ ms }) => ms + secondMs,
    hasWrapped: ({ second }) => second === 0,
  },
]

/** The first time after `afterMs` that the schedule names; undefined when there is none within five years. */
export function nextTime(schedule: Schedule, afterMs: number): number | undefined {
  const wholeSeconds = Math.floor(afterMs / secondMs) * secondMs
  if ('everyMs' in schedule) return wholeSeconds + schedule.everyMs
  const { timeZone, months, hours, minutes } = schedule
  // Upstream steps through every minute of the years to find that out.
  if ([months, hours, minutes].some(({ values }) => values.size === 0)) return undefined
  let at = civilTime(timeZone, wholeSeconds + secondMs)
  const lastYear = at.year + horizonYears
  let isAtStart = false
  search: while (at.year <= lastYear) {
    for (const { fits, start, following, hasWrapped } of units) {
      while (!fits(schedule, at)) {
        // The smaller units begin again only once: from then on they stand at their start.
        if (!isAtStart) at = civilTime(timeZone, start(at))
        isAtStart = true
        at = civilTime(timeZone, following(at))
        if (hasWrapped(at)) continue search
      }
    }
    return at.ms
  }
  return undefined
}

/** Either day field is enough unless one of them is a star (robfig/cron: `dayMatches`). */
function fitsDay({ daysOfMonth, daysOfWeek }: FieldSchedule, { day, weekday }: CivilTime): boolean {
  const byMonth = daysOfMonth.values.has(day)
  const byWeek = daysOfWeek.values.has(weekday)
  return daysOfMonth.isStar || daysOfWeek.isStar ? byMonth && byWeek : byMonth || byWeek
}

/** Where the clocks change at midnight, the time nearest to it is put right by whole hours. */
function nextMidnight({ zone, year, month, day, hour, minute, second }: CivilTime): number {
  const ms = timeOf(zone, year, month, day + 1, hour, minute, second)
  const reached = civilTime(zone, ms).hour
  return ms + (reached > 12 ? 24 - reached : -reached) * hourMs
}
