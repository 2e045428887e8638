import { describeError } from '@gitops-example/kit/errors'
import { parseSchedule } from '../../../../machinery/cron/schedule.ts'
import { loadTimeZone } from '../../../../machinery/cron/time-zone.ts'
import { asObject, asString } from '../../../../machinery/json/json.ts'
import type { Causes } from '../causes.ts'
import { nonNegative, oneOf } from '../fields.ts'
import { checkJobSpec } from './job.ts'
import type { KindRules } from './kind-rules.ts'

/** The Jobs' names append 11 characters. */
const maxName = 52

/** Kubernetes: `ValidateCronJobCreate`, `ValidateCronJobUpdate`. */
export const cronJobRules: KindRules = {
  check(object, causes) {
    const spec = asObject(object.spec)
    const name = asString(asObject(object.metadata).name)
    if (name.length > maxName)
      causes.invalid('metadata.name', name, `must be no more than ${maxName} characters`)
    checkSchedule(asString(spec.schedule), causes)
    if (typeof spec.timeZone === 'string') checkTimeZone(spec.timeZone, causes)
    oneOf(spec.concurrencyPolicy, ['Allow', 'Forbid', 'Replace'], 'spec.concurrencyPolicy', causes)
    for (const field of ['startingDeadlineSeconds', 'successfulJobsHistoryLimit', 'failedJobsHistoryLimit']) {
      nonNegative(spec[field], `spec.${field}`, causes)
    }
    checkJobSpec(asObject(asObject(spec.jobTemplate).spec), 'spec.jobTemplate.spec', causes)
  },
}

function checkSchedule(schedule: string, causes: Causes): void {
  const field = 'spec.schedule'
  if (schedule === '') {
    causes.required(field)
    return
  }
  const problem = problemOf(() => parseSchedule(schedule))
  if (problem !== undefined) causes.invalid(field, schedule, problem)
  if (schedule.includes('TZ')) {
    causes.invalid(field, schedule, 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead')
  }
}

function checkTimeZone(timeZone: string, causes: Causes): void {
  for (const problem of timeZoneProblems(timeZone)) causes.invalid('spec.timeZone', timeZone, problem)
}

function timeZoneProblems(timeZone: string): string[] {
  if (timeZone === '') return ['timeZone must be nil or non-empty string']
  if (!timeZone.split('/').every(isZonePart)) return [`unknown time zone ${timeZone}`]
  const local =
    timeZone.toLowerCase() === 'local'
      ? ['timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones']
      : []
  return [...local, ...[problemOf(() => loadTimeZone(timeZone))].filter((problem) => problem !== undefined)]
}

function isZonePart(part: string): boolean {
  return /^(?!-)[A-Za-z.\-_0-9+]{1,14}$/.test(part) && part !== '.' && part !== '..'
}

function problemOf(read: () => unknown): string | undefined {
  try {
    read()
    return undefined
  } catch (error) {
    return describeError(error)
  }
}
