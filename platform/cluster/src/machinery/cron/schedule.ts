import { describeError } from '@gitops-example/kit/errors'
import { parseDuration } from './parse-duration.ts'
import { type Bounds, type Field, parseField } from './parse-field.ts'
import { scheduleInvalid } from './parse-integer.ts'
import { loadTimeZone, type TimeZone, utc } from './time-zone.ts'

/** A parsed cron schedule (robfig/cron v3). */
export type Schedule = FieldSchedule | DelaySchedule

/** Fires at second 0 of each minute that the fields allow on the wall clock of the zone. */
export interface FieldSchedule {
  readonly minutes: Field
  readonly hours: Field
  readonly daysOfMonth: Field
  readonly months: Field
  readonly daysOfWeek: Field
  readonly timeZone: TimeZone
}

/** Fires again and again, so long after the time before. */
export interface DelaySchedule {
  readonly everyMs: number
}

const minutes: Bounds = { min: 0, max: 59 }
const hours: Bounds = { min: 0, max: 23 }
const daysOfMonth: Bounds = { min: 1, max: 31 }
const months: Bounds = {
  min: 1,
  max: 12,
  names: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
}
const daysOfWeek: Bounds = { min: 0, max: 6, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] }

const descriptors: Record<string, string> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
}

const every = '@every '
const second = 1_000_000_000n

/**
 * Parses five fields, a descriptor such as `@daily` or `@every 1h30m`, each with an optional `TZ=` or `CRON_TZ=` before
 * it, exactly as Kubernetes does (robfig/cron v3: `ParseStandard`). Errors have upstream's words.
 */
export function parseSchedule(text: string): Schedule {
  if (text === '') throw scheduleInvalid('empty spec string')
  const [, zone, rest = text] = /^(?:CRON_)?TZ=(.*?)( .*)$/su.exec(text) ?? []
  if (zone === undefined && /^(CRON_)?TZ=/.test(text)) {
    // Upstream recovers from its parser's panic here.
    throw scheduleInvalid('invalid schedule format: runtime error: slice bounds out of range [:-1]')
  }
  const timeZone = zone === undefined ? utc : zoneOf(zone)
  const spec = zone === undefined ? text : trimSpace(rest)
  if (spec.startsWith(every)) return { everyMs: delayOf(spec) }
  const expanded = spec.startsWith('@') ? descriptors[spec] : spec
  if (expanded === undefined) throw scheduleInvalid(`unrecognized descriptor: ${spec}`)
  return { ...parseFields(expanded), timeZone }
}

function parseFields(spec: string): Omit<FieldSchedule, 'timeZone'> {
  const fields = spec.split(/\p{White_Space}+/u).filter((field) => field !== '')
  const [minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = ''] = fields
  if (fields.length !== 5) {
    throw scheduleInvalid(`expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`)
  }
  return {
    minutes: parseField(minute, minutes),
    hours: parseField(hour, hours),
    daysOfMonth: parseField(dayOfMonth, daysOfMonth),
    months: parseField(month, months),
    daysOfWeek: parseField(dayOfWeek, daysOfWeek),
  }
}

/** Whole seconds, one at least. */
function delayOf(spec: string): number {
  try {
    const nanoseconds = parseDuration(spec.slice(every.length))
    return Math.max(1, Number(nanoseconds / second)) * 1000
  } catch (error) {
    throw scheduleInvalid(`failed to parse duration ${spec}: ${describeError(error)}`)
  }
}

function zoneOf(name: string): TimeZone {
  try {
    return loadTimeZone(name)
  } catch (error) {
    throw scheduleInvalid(`provided bad location ${name}: ${describeError(error)}`)
  }
}

function trimSpace(text: string): string {
  return text.replaceAll(/^\p{White_Space}+|\p{White_Space}+$/gu, '')
}
