import { GitopsError } from '@gitops-example/kit/errors'

/** A parsed cron schedule: the values that each field allows, in the schedule's time zone. */
export interface Schedule {
  minutes: ReadonlySet<number>
  hours: ReadonlySet<number>
  daysOfMonth: ReadonlySet<number>
  months: ReadonlySet<number>
  daysOfWeek: ReadonlySet<number>
  /** Neither day field is `*`: a day that fits one of them is enough (crontab(5)). */
  eitherDay: boolean
}

const macros: Record<string, string> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
}
const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const dayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

/** Parses five fields or a macro such as `@daily`; anything else is an error that names the field. */
export function parseSchedule(text: string): Schedule {
  const fields = (macros[text.trim()] ?? text).trim().split(/\s+/)
  const [minutes, hours, daysOfMonth, months, daysOfWeek] = fields
  if (!minutes || !hours || !daysOfMonth || !months || !daysOfWeek || fields.length !== 5) {
    throw invalid(text, `it has ${fields.length} fields instead of 5`)
  }
  const days = parseField(text, 'day of week', daysOfWeek, 0, 7, dayNames)
  return {
    minutes: parseField(text, 'minute', minutes, 0, 59),
    hours: parseField(text, 'hour', hours, 0, 23),
    daysOfMonth: parseField(text, 'day of month', daysOfMonth, 1, 31),
    months: parseField(text, 'month', months, 1, 12, monthNames, 1),
    // Sunday is 0 and 7.
    daysOfWeek: new Set([...days].map((day) => day % 7)),
    eitherDay: !isAny(daysOfMonth) && !isAny(daysOfWeek),
  }
}

function parseField(
  schedule: string,
  field: string,
  text: string,
  min: number,
  max: number,
  names: readonly string[] = [],
  firstName = 0,
): Set<number> {
  const values = new Set<number>()
  for (const part of text.split(',')) {
    const [range = '', stepText, ...rest] = part.split('/')
    const step = stepText === undefined ? 1 : Number(stepText)
    const [low, high] = isAny(range) ? [min, max] : bounds(range, stepText !== undefined)
    const valid =
      [low, high, step].every(Number.isInteger) && step > 0 && low >= min && high <= max && low <= high
    if (!valid || rest.length > 0) throw invalid(schedule, `${field} "${part}" is not within ${min}-${max}`)
    for (let value = low; value <= high; value += step) values.add(value)
  }
  return values

  function bounds(range: string, stepped: boolean): [number, number] {
    const [from = '', to, ...rest] = range.split('-')
    if (rest.length > 0) return [Number.NaN, Number.NaN]
    const low = value(from)
    // `5/15` starts at 5 and goes on to the end.
    if (to === undefined) return [low, stepped ? max : low]
    return [low, value(to)]
  }

  function value(text: string): number {
    const named = names.indexOf(text.toLowerCase())
    if (named >= 0) return named + firstName
    return /^\d+$/.test(text) ? Number(text) : Number.NaN
  }
}

function isAny(text: string): boolean {
  return text.split('/')[0] === '*' || text.split('/')[0] === '?'
}

function invalid(schedule: string, why: string): GitopsError {
  return new GitopsError('cron-schedule-invalid', `Cannot parse schedule "${schedule}": ${why}.`)
}
