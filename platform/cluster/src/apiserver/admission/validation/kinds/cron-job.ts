import { describeError } from '@gitops-example/kit/errors'
import { parseSchedule } from '../../../../machinery/cron/schedule.ts'
import { asObject, asString } from '../../../../machinery/json/json.ts'
import { nonNegative, oneOf } from '../fields.ts'
import { checkJobSpec } from './job.ts'
import type { KindRules } from './kind-rules.ts'

/** The Jobs' names append 11 characters. */
const maxName = 52

export const cronJobRules: KindRules = {
  check(object, causes) {
    const spec = asObject(object.spec)
    const name = asString(asObject(object.metadata).name)
    if (name.length > maxName)
      causes.invalid('metadata.name', name, `must be no more than ${maxName} characters`)
    const schedule = asString(spec.schedule)
    if (schedule === '') causes.required('spec.schedule')
    else if (/\bTZ=/.test(schedule)) {
      causes.invalid(
        'spec.schedule',
        schedule,
        'cannot use TZ or CRON_TZ in schedule, use timeZone field instead',
      )
    } else {
      const wrong = scheduleProblem(schedule)
      if (wrong !== undefined) causes.invalid('spec.schedule', schedule, wrong)
    }
    if (typeof spec.timeZone === 'string' && !isTimeZone(spec.timeZone)) {
      causes.invalid('spec.timeZone', spec.timeZone, `unknown time zone ${spec.timeZone}`)
    }
    oneOf(spec.concurrencyPolicy, ['Allow', 'Forbid', 'Replace'], 'spec.concurrencyPolicy', causes)
    for (const field of ['startingDeadlineSeconds', 'successfulJobsHistoryLimit', 'failedJobsHistoryLimit']) {
      nonNegative(spec[field], `spec.${field}`, causes)
    }
    checkJobSpec(asObject(asObject(spec.jobTemplate).spec), 'spec.jobTemplate.spec', causes)
  },
}

function scheduleProblem(schedule: string): string | undefined {
  try {
    parseSchedule(schedule)
    return undefined
  } catch (error) {
    return describeError(error)
  }
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return name !== 'Local'
  } catch {
    return false
  }
}
