import { asObject, isObject } from '../../../../machinery/json/json.ts'
import { immutable, intOrPercent, nonNegative, oneOf } from '../fields.ts'
import type { KindRules } from './kind-rules.ts'
import { checkSelectorAndTemplate } from './workload.ts'

export const deploymentRules: KindRules = {
  check(object, causes) {
    const spec = asObject(object.spec)
    const { replicas, minReadySeconds = 0, progressDeadlineSeconds, revisionHistoryLimit } = spec
    nonNegative(replicas, 'spec.replicas', causes)
    checkSelectorAndTemplate(spec, 'deployment', causes)
    checkStrategy(spec.strategy, causes)
    nonNegative(minReadySeconds, 'spec.minReadySeconds', causes)
    nonNegative(revisionHistoryLimit, 'spec.revisionHistoryLimit', causes)
    nonNegative(progressDeadlineSeconds, 'spec.progressDeadlineSeconds', causes)
    if (
      typeof progressDeadlineSeconds === 'number' &&
      typeof minReadySeconds === 'number' &&
      progressDeadlineSeconds <= minReadySeconds
    ) {
      causes.invalid(
        'spec.progressDeadlineSeconds',
        progressDeadlineSeconds,
        'must be greater than minReadySeconds',
      )
    }
  },
  checkUpdate(object, old, causes) {
    immutable(asObject(object.spec).selector, asObject(old.spec).selector, 'spec.selector', causes)
  },
}

function checkStrategy(given: unknown, causes: Parameters<NonNullable<KindRules['check']>>[1]) {
  const { type, rollingUpdate } = asObject(given)
  oneOf(type, ['Recreate', 'RollingUpdate'], 'spec.strategy.type', causes)
  const field = 'spec.strategy.rollingUpdate'
  if (type === 'Recreate' && rollingUpdate !== undefined) {
    causes.forbidden(field, "may not be specified when strategy `type` is 'Recreate'")
  }
  if (type !== 'RollingUpdate' || !isObject(rollingUpdate)) return
  const unavailable = intOrPercent(rollingUpdate.maxUnavailable, `${field}.maxUnavailable`, causes)
  const surge = intOrPercent(rollingUpdate.maxSurge, `${field}.maxSurge`, causes)
  if (unavailable === 0 && surge === 0) {
    causes.invalid(
      `${field}.maxUnavailable`,
      rollingUpdate.maxUnavailable,
      'may not be 0 when `maxSurge` is 0',
    )
  }
  if (typeof rollingUpdate.maxUnavailable === 'string' && (unavailable ?? 0) > 100) {
    causes.invalid(`${field}.maxUnavailable`, rollingUpdate.maxUnavailable, 'must not be greater than 100%')
  }
}
