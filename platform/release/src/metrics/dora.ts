import type { Deployment } from './deployments.ts'

/** The five delivery metrics of DORA (dora.dev/guides/dora-metrics); undefined where nothing was there to measure. */
export interface DoraMetrics {
  deployments: number
  deploymentsPerDay: number
  /** From a commit to the deployment that contains it: the median, in milliseconds. */
  leadTimeMs: number | undefined
  /** Share of releases that were rolled back, or are Degraded now, 0 to 1. */
  changeFailRate: number | undefined
  /** From a release that failed to its rollback: the median, in milliseconds. */
  recoveryTimeMs: number | undefined
  /** Share of releases that were the unplanned next one after a rollback, 0 to 1. */
  reworkRate: number | undefined
}

const dayMs = 86_400_000

/** Measures the deployments (the oldest first) of one environment from `since` until `now`. */
export function doraMetrics(all: readonly Deployment[], since: number, now: number): DoraMetrics {
  const inTime = all.filter(({ at }) => at >= since && at <= now)
  const releases = inTime.filter(({ kind }) => kind === 'release')
  const rollbacks = inTime.filter(({ kind }) => kind === 'rollback')
  const share = (count: number) => (releases.length === 0 ? undefined : Math.min(1, count / releases.length))
  const recovery = rollbacks.flatMap((rollback) => {
    const failed = all.slice(0, all.indexOf(rollback)).findLast((one) => isReleaseOf(one, rollback))
    return failed === undefined ? [] : [rollback.at - failed.at]
  })
  const rework = rollbacks.filter((rollback) =>
    inTime.slice(inTime.indexOf(rollback)).some((one) => isReleaseOf(one, rollback)),
  )
  const days = Math.max(now - since, dayMs) / dayMs
  return {
    deployments: releases.length,
    deploymentsPerDay: releases.length / days,
    leadTimeMs: median(releases.flatMap(({ at, changesAt }) => changesAt.map((change) => at - change))),
    changeFailRate: share(rollbacks.length + releases.filter(({ degraded }) => degraded).length),
    recoveryTimeMs: median(recovery),
    reworkRate: share(rework.length),
  }
}

/** Before or after the rollback is for the caller to say, by their order: commits have times of whole seconds. */
function isReleaseOf({ kind, apps }: Deployment, rollback: Deployment): boolean {
  return kind === 'release' && apps.some((app) => rollback.apps.includes(app))
}

function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((left, right) => left - right)
  return sorted[Math.floor((sorted.length - 1) / 2)]
}
