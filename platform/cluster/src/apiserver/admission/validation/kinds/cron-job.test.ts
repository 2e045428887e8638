import { expect, test } from 'vitest'
import { Causes } from '../causes.ts'
import { cronJobRules } from './cron-job.ts'

const noTz = 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead'

// Kubernetes 1.35: pkg/apis/batch/validation.
test.each([
  { spec: { schedule: '0 0 */2 * 5' }, want: [] },
  { spec: { schedule: '@every 1h30m' }, want: [] },
  { spec: { schedule: '' }, want: ['spec.schedule: Required value'] },
  {
    spec: { schedule: '0 0 * * 7' },
    want: ['spec.schedule: Invalid value: "0 0 * * 7": end of range (7) above maximum (6): 7'],
  },
  {
    spec: { schedule: 'TZ=UTC 0 0 * * *' },
    want: [`spec.schedule: Invalid value: "TZ=UTC 0 0 * * *": ${noTz}`],
  },
  {
    spec: { schedule: 'CRON_TZ=UTC' },
    want: [
      'spec.schedule: Invalid value: "CRON_TZ=UTC": invalid schedule format: runtime error: slice bounds out of range [:-1]',
      `spec.schedule: Invalid value: "CRON_TZ=UTC": ${noTz}`,
    ],
  },
  { spec: { timeZone: 'Europe/Berlin' }, want: [] },
  {
    spec: { timeZone: '' },
    want: ['spec.timeZone: Invalid value: "": timeZone must be nil or non-empty string'],
  },
  {
    spec: { timeZone: '../etc' },
    want: ['spec.timeZone: Invalid value: "../etc": unknown time zone ../etc'],
  },
  {
    spec: { timeZone: 'Europe/Atlantis' },
    want: ['spec.timeZone: Invalid value: "Europe/Atlantis": unknown time zone Europe/Atlantis'],
  },
  {
    spec: { timeZone: 'local' },
    want: [
      'spec.timeZone: Invalid value: "local": timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones',
      'spec.timeZone: Invalid value: "local": unknown time zone local',
    ],
  },
])('a CronJob with $spec has the faults $want', ({ spec, want }) => {
  const causes = new Causes()
  cronJobRules.check?.({ spec: { schedule: '0 3 * * *', ...spec } }, causes)
  const ofCron = causes.found.filter(({ field }) => !field?.startsWith('spec.jobTemplate'))
  expect(ofCron.map(({ field, message }) => `${field}: ${message}`)).toEqual(want)
})
