import { openRepository } from '@gitops-example/delivery/git/local-repository'
import { deploymentsOf } from '@gitops-example/delivery/metrics/deployments'
import { type DoraMetrics, doraMetrics } from '@gitops-example/delivery/metrics/dora'
import { systemClock } from '@gitops-example/kit/clock'
import { readSettings } from '@gitops-example/local/settings'
import { branchFlags, branchHelp, branchOptions } from '../branch-options.ts'
import { durationMs, durationText } from '../duration.ts'
import { parseVerbArgs, type Verb } from '../verb.ts'

const options = {
  env: { type: 'string' },
  since: { type: 'string', default: '30d' },
  json: { type: 'boolean' },
  ...branchFlags,
} as const

export const metrics: Verb = {
  usage: '[--env ENV] [--since TIME] [--remote R] [--branch B] [--json]',
  help: `
The five delivery metrics of DORA for an environment, from the history of its values files: a deployment is a
commit that sets tags, a failure one that was rolled back.

  --env ENV     the folder below ops/environments (GITOPS_ENVIRONMENT, else local)
  --since TIME  how far back: 12h, 30d, 8w (30d)
  --json        {environment, since, deployments, deploymentsPerDay, leadTimeMs, changeFailRate, recoveryTimeMs,
                reworkRate}; null where there was nothing to measure
${branchHelp}

Examples:
  gitops metrics
  gitops metrics --env prod --since 12w --json | jq .leadTimeMs
`,
  options,
  async run(args, io) {
    const { values } = parseVerbArgs(args, options)
    const environment = values.env ?? readSettings(io.env).environment
    const now = systemClock.now()
    const since = now - durationMs('since', values.since)
    using repository = await openRepository(io.root)
    const head = await branchOptions(repository, io, values, environment).branch.head()
    const result = doraMetrics(await deploymentsOf(repository.objects, head, environment), since, now)
    if (values.json) {
      const json = { environment, since: new Date(since).toISOString(), ...result }
      io.out(JSON.stringify(json, (_, value) => value ?? null, 2))
    } else {
      for (const [name, value] of lines(result)) io.out(`  ${name.padEnd(28)} ${value}`)
    }
    return 0
  },
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
