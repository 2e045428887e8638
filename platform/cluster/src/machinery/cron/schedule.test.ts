import { describe, expect, test } from 'vitest'
import { localTimeIn, nextTime } from './next-time.ts'
import { parseSchedule } from './schedule.ts'

const cases = [
  { schedule: '*/15 * * * *', after: '2026-01-01T00:01:30Z', want: '2026-01-01T00:15:00Z' },
  { schedule: '* * * * *', after: '2026-01-01T00:01:00Z', want: '2026-01-01T00:02:00Z' },
  { schedule: '0 3 * * *', after: '2026-01-01T03:00:00Z', want: '2026-01-02T03:00:00Z' },
  { schedule: '30 23 31 12 *', after: '2026-01-01T00:00:00Z', want: '2026-12-31T23:30:00Z' },
  { schedule: '0 0 29 2 *', after: '2026-01-01T00:00:00Z', want: '2028-02-29T00:00:00Z' },
  { schedule: '0 0 30 2 *', after: '2026-01-01T00:00:00Z', want: undefined },
  { schedule: '0 9 * * mon-fri', after: '2026-01-02T09:00:00Z', want: '2026-01-05T09:00:00Z' },
  { schedule: '0 0 * * 7', after: '2026-01-01T00:00:00Z', want: '2026-01-04T00:00:00Z' },
  { schedule: '0 0 13 * 5', after: '2026-01-01T00:00:00Z', want: '2026-01-02T00:00:00Z' },
  { schedule: '5/20 8-10/2 * JAN,mar *', after: '2026-01-01T08:46:00Z', want: '2026-01-01T10:05:00Z' },
  { schedule: '@weekly', after: '2026-01-01T00:00:00Z', want: '2026-01-04T00:00:00Z' },
  {
    schedule: '0 3 * * *',
    after: '2026-07-01T00:00:00Z',
    zone: 'Europe/Berlin',
    want: '2026-07-01T01:00:00Z',
  },
  {
    schedule: '0 3 * * *',
    after: '2026-01-01T00:00:00Z',
    zone: 'Europe/Berlin',
    want: '2026-01-01T02:00:00Z',
  },
  {
    schedule: '0 0 1 * *',
    after: '2026-01-31T12:00:00Z',
    zone: 'Asia/Kolkata',
    want: '2026-01-31T18:30:00Z',
  },
]

describe('the next time', () => {
  for (const { schedule, after, zone = 'UTC', want } of cases) {
    test(`of "${schedule}" in ${zone} after ${after} is ${want}`, () => {
      const next = nextTime(parseSchedule(schedule), Date.parse(after), localTimeIn(zone))
      expect(next).toBe(want === undefined ? undefined : Date.parse(want))
    })
  }

  test('steps over an hour that the clocks skip', () => {
    const next = nextTime(
      parseSchedule('30 2 * * *'),
      Date.parse('2026-03-28T12:00:00Z'),
      localTimeIn('Europe/Berlin'),
    )
    expect(next).toBe(Date.parse('2026-03-30T00:30:00Z'))
  })
})

const mistakes = [
  { schedule: '* * * *', message: 'it has 4 fields instead of 5' },
  { schedule: '60 * * * *', message: 'minute "60" is not within 0-59' },
  { schedule: '* 5-3 * * *', message: 'hour "5-3" is not within 0-23' },
  { schedule: '* * 0 * *', message: 'day of month "0" is not within 1-31' },
  { schedule: '* * * foo *', message: 'month "foo" is not within 1-12' },
  { schedule: '*/0 * * * *', message: 'minute "*/0" is not within 0-59' },
  { schedule: '1/2/3 * * * *', message: 'minute "1/2/3" is not within 0-59' },
  { schedule: '1-2-3 * * * *', message: 'minute "1-2-3" is not within 0-59' },
  { schedule: ', * * * *', message: 'minute "" is not within 0-59' },
]

for (const { schedule, message } of mistakes) {
  test(`"${schedule}" is refused: ${message}`, () => {
    expect(() => parseSchedule(schedule)).toThrow(`Cannot parse schedule "${schedule}": ${message}.`)
  })
}

test('an unknown time zone is refused by name', () => {
  expect(() => localTimeIn('Europe/Atlantis')).toThrow('Cannot use time zone "Europe/Atlantis"')
})
