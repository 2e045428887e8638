import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { openRepository } from '@gitops-example/kit/git/local-repository'
import { readSettings } from '@gitops-example/local/state/settings'
import { assertEnvironment } from '@gitops-example/release/apps/environments'
import { deploymentsOf } from '@gitops-example/release/metrics/deployments'
import { type DoraMetrics, doraMetrics } from '@gitops-example/release/metrics/dora'
import { type SyncSteps, syncSteps } from '@gitops-example/release/metrics/sync-steps'
import { withSync } from '@gitops-example/release/metrics/with-sync'
import { syncSource } from '../context/sync-source.ts'
import { handler } from '../handler.ts'
import { openBranches } from '../options/branch-options.ts'
import { durationMs, durationText } from '../options/duration.ts'
import { printJson } from '../output/json.ts'
import { UsageError } from '../usage-error.ts'
import { metrics as spec } from '../verbs/metrics.ts'

export const metrics = handler(spec, async ({ values }, io) => {
  const environment = values.env ?? readSettings(io.env).environment
  const now = io.clock.now()
  const since = now - durationMs('since', values.since)
  using repository = await openRepository(io.root)
  const { objects, gitDir } = repository
  const { heads } = await openBranches(repository, io, values, environment)
  await assertEnvironment(objects, environment, heads.code, heads.releases)
  const head = heads.releases
  const committed = await deploymentsOf(objects, head, environment)
  const apps = [...new Set(committed.flatMap((one) => one.apps))]
  const kubeconfig = values.kubeconfig === undefined ? undefined : existing(values.kubeconfig)
  const source = await syncSource(io, environment, apps, kubeconfig)
  const steps = new Map<string, SyncSteps>()
  for (const [app, application] of source?.applications ?? []) {
    const read = await syncSteps(gitDir, head, application)
    if (read !== undefined) steps.set(app, read)
  }
  const { deployments, pending } = withSync(committed, steps)
  const result = doraMetrics(deployments, since, now)
  const inTime = deployments.filter(({ at }) => at >= since && at <= now)
  const sync = inTime.filter(({ evidence }) => evidence === 'sync').length
  const evidence = { source: source?.kind ?? 'git', sync, git: inTime.length - sync, pending }
  if (values.json) {
    const measured = Object.fromEntries(Object.entries(result).map(([key, value]) => [key, value ?? null]))
    const json = { environment, since: new Date(since).toISOString(), ...measured, evidence }
    printJson(io, json)
  } else {
    for (const [name, value] of lines(result)) io.out(`  ${name.padEnd(28)} ${value}`)
    io.out(io.paint('dim', evidenceLine(evidence, source?.where)))
  }
  return 0
})

function existing(path: string): string {
  const full = resolve(path)
  if (existsSync(full)) return full
  throw new UsageError(`--kubeconfig names ${full}, which does not exist.`)
}

function evidenceLine(
  { sync, git, pending }: { sync: number; git: number; pending: number },
  where: string | undefined,
): string {
  const waits = pending === 0 ? '' : ` ${pending} more not yet live.`
  if (where === undefined) return `From git alone: ${git} by the time of their commit.${waits}`
  return `From git and ${where}: ${sync} by the time of their sync, ${git} by that of their commit.${waits}`
}

function lines(metrics: DoraMetrics): [string, string][] {
  const percent = (share: number | undefined) => (share === undefined ? '-' : `${Math.round(share * 100)} %`)
  const time = (ms: number | undefined) => (ms === undefined ? '-' : durationText(ms))
  const { deployments, deploymentsPerDay, leadTimeMs, changeFailRate, recoveryTimeMs, reworkRate } = metrics
  return [
    ['Deployment frequency', `${deployments}, ${deploymentsPerDay.toFixed(2)} a day`],
    ['Change lead time', time(leadTimeMs)],
    ['Change fail rate', percent(changeFailRate)],
    ['Failed deployment recovery', time(recoveryTimeMs)],
    ['Deployment rework rate', percent(reworkRate)],
  ]
}
