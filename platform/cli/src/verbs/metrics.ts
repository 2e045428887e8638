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
import { branchFlags, branchHelp, branchOptions } from '../options/branch-options.ts'
import { durationMs, durationText } from '../options/duration.ts'
import { parseVerbArgs, UsageError, type Verb } from '../verb.ts'

const options = {
  env: { type: 'string' },
  since: { type: 'string', default: '30d' },
  kubeconfig: { type: 'string' },
  json: { type: 'boolean' },
  ...branchFlags,
} as const

export const metrics: Verb = {
  usage: '[--env ENV] [--since TIME] [--kubeconfig FILE] [--remote R] [--branch B] [--json]',
  help: `
The five delivery metrics of DORA for an environment, from git and from the history of sync. A deployment is a commit
that sets tags: live when sync has applied it for each of its apps, or else, where sync is not asked or does not
remember, when it was committed. A failure is one that was rolled back or is Degraded now. One that is not applied
yet, or not healthy yet, is pending and not counted.

Sync is asked over the Kubernetes API of --kubeconfig or of the platform that runs here for ENV, else the Argo CD
at ARGOCD_SERVER with ARGOCD_AUTH_TOKEN. Without any of them git alone tells; the last line says what was used.

  --env ENV          the folder below ops/environments (GITOPS_ENVIRONMENT, else local)
  --since TIME       how far back: 12h, 30d, 8w (30d)
  --kubeconfig FILE  a cluster with the Applications of ENV
  --json             {environment, since, deployments, deploymentsPerDay, leadTimeMs, changeFailRate, recoveryTimeMs,
                     reworkRate, evidence: {source, sync, git, pending}}; null where there was nothing to measure.
                     source is cluster, argo-cd or git; sync and git count the deployments, also rollbacks, whose
                     time is known from there
${branchHelp}

Examples:
  gitops metrics
  gitops metrics --env prod --since 12w --json | jq .leadTimeMs
  ARGOCD_SERVER=argocd.example.com ARGOCD_AUTH_TOKEN=... gitops metrics --env dev
`,
  options,
  async run(args, io) {
    const { values } = parseVerbArgs(args, options)
    const environment = values.env ?? readSettings(io.env).environment
    const now = io.clock.now()
    const since = now - durationMs('since', values.since)
    using repository = await openRepository(io.root)
    const { objects, gitDir } = repository
    const head = await branchOptions(repository, io, values, environment).branch.head()
    await assertEnvironment(objects, environment, head)
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
      const json = { environment, since: new Date(since).toISOString(), ...result, evidence }
      io.out(JSON.stringify(json, (_, value) => value ?? null, 2))
    } else {
      for (const [name, value] of lines(result)) io.out(`  ${name.padEnd(28)} ${value}`)
      io.out(io.paint('dim', evidenceLine(evidence, source?.where)))
    }
    return 0
  },
}

function existing(path: string): string {
  const full = resolve(path)
  if (existsSync(full)) return full
  throw new UsageError(`There is no file ${full}, which --kubeconfig names.`)
}

function evidenceLine(
  { sync, git, pending }: { sync: number; git: number; pending: number },
  where: string | undefined,
): string {
  const waits = pending === 0 ? '' : ` ${pending} more not live yet.`
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
