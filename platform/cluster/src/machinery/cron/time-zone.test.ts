import { describe, expect, it } from 'vitest'
import { formatTimeIn, loadTimeZone } from './time-zone.ts'

const summer = Date.UTC(2024, 6, 1, 12)

describe('a time zone', () => {
  it.each([
    ['Europe/Berlin', '2024-07-01T14:00:00+02:00'],
    ['US/Pacific', '2024-07-01T05:00:00-07:00'],
    ['Asia/Kathmandu', '2024-07-01T17:45:00+05:45'],
    ['America/St_Johns', '2024-07-01T09:30:00-02:30'],
    ['Etc/GMT+1', '2024-07-01T11:00:00-01:00'],
    ['UTC', '2024-07-01T12:00:00Z'],
    ['', '2024-07-01T12:00:00Z'],
  ])('%j writes noon in UTC as %s', (name, want) => {
    expect(formatTimeIn(loadTimeZone(name), summer)).toBe(want)
  })

  it.each(['Europe/Atlantis', 'europe/berlin', 'EUROPE/BERLIN', '+0100', '-05', 'Mars', 'utc'])(
    '%j is unknown',
    (name) => {
      expect(() => loadTimeZone(name)).toThrow(`unknown time zone ${name}`)
    },
  )

  it.each(['../etc/passwd', '/etc/localtime', '\\Berlin'])('%j is not a name', (name) => {
    expect(() => loadTimeZone(name)).toThrow('time: invalid location name')
  })
})
