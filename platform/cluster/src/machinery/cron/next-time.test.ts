import { expect, test } from 'vitest'
import { nextTime } from './next-time.ts'
import { parseSchedule } from './schedule.ts'
// Facts of robfig/cron v3.0.1 as Kubernetes 1.35.4 calls it; scripts/README.md says how to write them.
import rows from './testdata/schedules.json' with { type: 'json' }

const accepted = rows.filter(([, after = '']) => isTime(after))
const refused = rows.filter(([, problem = '']) => !isTime(problem))

test('the table has hundreds of schedules', () => {
  expect(accepted.length).toBeGreaterThan(400)
})

const zones = new Set(accepted.map(([schedule = '']) => zoneOf(schedule)))

test.each([...zones])('schedules in %s fire when robfig/cron fires them', (zone) => {
  const ours = accepted.filter(([schedule = '']) => zoneOf(schedule) === zone)
  expect(
    ours.map(([schedule = '', after = '', ...times]) => [
      schedule,
      after,
      ...next(schedule, after, times.length),
    ]),
  ).toEqual(ours)
})

test('a schedule that never fits has no next time', () => {
  const never = accepted.filter(([, , ...times]) => times.length === 0)
  expect(never.map(([schedule = '', after = '']) => next(schedule, after, 1))).toEqual(never.map(() => []))
})

test('a schedule that robfig/cron refuses is refused in the same words', () => {
  expect(refused.length).toBeGreaterThan(50)
  expect(refused.map(([schedule = '']) => [schedule, problemOf(schedule)])).toEqual(refused)
})

function next(schedule: string, after: string, count: number): string[] {
  const parsed = parseSchedule(schedule)
  const times: string[] = []
  let at: number | undefined = Date.parse(after)
  while (times.length < count) {
    at = nextTime(parsed, at)
    if (at === undefined) break
    times.push(new Date(at).toISOString().replace('.000Z', 'Z'))
  }
  return times
}

function zoneOf(schedule: string): string {
  return /^TZ=(\S+)/.exec(schedule)?.[1] ?? 'UTC'
}

function problemOf(schedule: string): string {
  try {
    parseSchedule(schedule)
    return ''
  } catch (error) {
    return (error as Error).message
  }
}

function isTime(text: string): boolean {
  return /^\d{4}-.*Z$/.test(text)
}
