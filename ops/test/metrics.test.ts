import { expect, test } from 'vitest'
import { expressions, metricsOf } from './observability.ts'
import { committedAt, runApp } from './running-app.ts'

/** Metrics of programs that we do not make: Argo CD and Prometheus itself. */
const foreign = /^(argocd_app_info|argocd_app_sync_total|argocd_app_reconcile_bucket|up)$/

test('every metric on a dashboard or in an alert is one that an app exposes', async () => {
  await using webapp = await runApp('webapp', { API_URL: 'http://127.0.0.1:9' })
  await using api = await runApp('api', {
    PGHOST: '127.0.0.1',
    PGPORT: '9',
    PGDATABASE: 'api',
    PGUSER: 'api',
    PGPASSWORD: 'unused',
    PGSSLMODE: 'disable',
  })
  const exposed = new Set([...(await metricNames(webapp.url)), ...(await metricNames(api.url))])
  for (const { where, expr } of expressions) {
    for (const metric of metricsOf(expr)) {
      if (!foreign.test(metric)) expect(exposed, `${where} uses ${metric}`).toContain(metric)
    }
  }
})

test('requests are counted with the labels that the dashboards group by', async () => {
  await using webapp = await runApp('webapp', { API_URL: 'http://127.0.0.1:9' })
  await fetch(`${webapp.url}/no-such-page`)
  const line = /^http_requests_total\{(.*)\}/m.exec(await scrape(webapp.url))?.[1] ?? ''
  expect([...line.matchAll(/(\w+)="/g)].map(([, label]) => label).sort()).toEqual([
    'method',
    'route',
    'status_code',
  ])
})

test('a version says when its commit was made', async () => {
  await using webapp = await runApp('webapp', { API_URL: 'http://127.0.0.1:9' })
  const seconds = Date.parse(committedAt) / 1000
  expect(await scrape(webapp.url)).toContain(`build_commit_timestamp_seconds{version="abc123"} ${seconds}`)
})

test('a version whose image does not say when its commit was made exposes no time', async () => {
  await using webapp = await runApp('webapp', { API_URL: 'http://127.0.0.1:9', APP_COMMITTED_AT: '' })
  expect(await scrape(webapp.url)).not.toContain('build_commit_timestamp_seconds{')
})

async function scrape(url: string): Promise<string> {
  return (await fetch(`${url}/metrics`)).text()
}

/** Names of the series, those of a histogram with the suffixes that it is queried by. */
async function metricNames(url: string): Promise<string[]> {
  const types = [...(await scrape(url)).matchAll(/^# TYPE (\S+) (\S+)$/gm)]
  return types.flatMap(([, name = '', type]) =>
    type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
  )
}
