import type { Deployment } from './deployments.ts'

/**
 * The five metrics of software delivery performance of DORA (dora.dev/guides/dora-metrics); undefined where nothing was
 * there to measure. What people release counts as a deployment; a rollback is the recovery of the one that it undoes.
 */
export interface DoraMetrics {
  /** Releases that were deployed, well or badly. */
  deployments: number
  deploymentsPerDay: number
  /** From a commit to the deployment that contains it: the median, in milliseconds. */
  leadTimeMs: number | undefined
  /** Share of releases that needed an intervention: they were rolled back, or are Degraded now; 0 to 1. */
  changeFailRate: number | undefined
  /** From a release that failed to its last rollback: the median, in milliseconds. */
  recoveryTimeMs: number | undefined
  /** Share of releases that nobody had planned: the next one of an app after a rollback; 0 to 1. */
  reworkRate: number | undefined
}

const dayMs = 86_400_000

/** Measures the deployments of one environment from `since` until `now`. */
export function doraMetrics(all: readonly Deployment[], since: number, now: number): DoraMetrics {
  const isInTime = ({ at }: Deployment) => at >= since && at <= now
  const releases = all.filter((one) => one.kind === 'release' && isInTime(one))
  const share = (count: number) => (releases.length === 0 ? undefined : count / releases.length)
  const recovered = recoveries(all)
  const failed = releases.filter(({ revision, degraded }) => degraded || recovered.has(revision))
  const recovery = all.flatMap(({ revision, at }) => {
    const end = recovered.get(revision)
    // Commits have times of whole seconds, and syncs do not.
    return end === undefined || !isInTime(end) ? [] : [Math.max(0, end.at - at)]
  })
  const days = Math.max(now - since, dayMs) / dayMs
  return {
    deployments: releases.length,
    deploymentsPerDay: releases.length / days,
    leadTimeMs: median(releases.flatMap(({ at, changesAt }) => changesAt.map((change) => at - change))),
    changeFailRate: share(failed.length),
    recoveryTimeMs: median(recovery),
    reworkRate: share(releases.filter(({ isRework }) => isRework).length),
  }
}

/** The last rollback of each release that has one, by the revision of the release. */
function recoveries(all: readonly Deployment[]): Map<string, Deployment> {
  const found = new Map<string, Deployment>()
  for (const one of all) {
    if (one.undoes === undefined) continue
    const known = found.get(one.undoes)
    if (known === undefined || known.at <= one.at) found.set(one.undoes, one)
  }
  return found
}

function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((left, right) => left - right)
  return sorted[Math.floor((sorted.length - 1) / 2)]
}
