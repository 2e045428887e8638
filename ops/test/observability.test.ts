import { existsSync, readdirSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { dashboards, expressions, metricsOf, ruleFiles, rules } from './observability.ts'
import { lacks, ops, root, run } from './programs.ts'

const ruleTests = join(ops, 'test', 'rules')

test('dashboards and panels have names of their own and say what they show', () => {
  expect(dashboards.length).toBeGreaterThan(1)
  expect(new Set(dashboards.map(({ uid }) => uid)).size).toBe(dashboards.length)
  for (const { rows } of dashboards) {
    for (const { title, shows, unit, queries } of rows.flatMap(({ panels }) => panels)) {
      expect([shows.length > 20, unit, queries.length > 0], title).toEqual([true, expect.any(String), true])
    }
  }
})

test('every alert waits, has a severity and leads to a runbook of its name', () => {
  for (const { alert, for: wait, labels, annotations } of rules) {
    expect(wait, alert).toMatch(/^\d+m$/)
    expect(labels.severity, alert).toMatch(/^(critical|warning)$/)
    const kebab = alert.replace(/(?<!^)([A-Z])/g, '-$1').toLowerCase()
    expect(annotations.runbook_url).toBe(`docs/guides/runbooks/${kebab}.md`)
    expect(existsSync(join(root, annotations.runbook_url)), annotations.runbook_url).toBe(true)
  }
})

test.each([
  { expr: 'sum by (le, job) (rate(a_total{x="b", c!~"d|e"}[5m])) > 0.5', want: ['a_total'] },
  { expr: 'time() - max(a) or absent(up{job="x"})', want: ['a', 'up'] },
  { expr: 'histogram_quantile(0.95, sum by (le) (rate(a_bucket[10m])))', want: ['a_bucket'] },
  { expr: 'min_over_time((a{x="b"} - ignoring (v) group_right c{x="b"})[1d:5m])', want: ['a', 'c'] },
])('finds the metrics of $expr', ({ expr, want }) => {
  expect(metricsOf(expr)).toEqual(want)
})

describe.skipIf(lacks('promtool'))('promtool (needs it)', () => {
  test('accepts the rule files', async () => {
    const { exitCode, stdout, stderr } = await run([
      'promtool',
      'check',
      'rules',
      '--lint=all',
      '--lint-fatal',
      ...ruleFiles,
    ])
    expect(exitCode, stdout + stderr).toBe(0)
  })

  test('accepts every expression of every panel', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'expressions-'))
    try {
      const recorded = expressions.map(({ expr }, index) => ({ record: `expression:${index}`, expr }))
      const file = join(folder, 'rules.yaml')
      await writeFile(file, stringify({ groups: [{ name: 'expressions', rules: recorded }] }))
      const { exitCode, stdout, stderr } = await run(['promtool', 'check', 'rules', file])
      expect(exitCode, stdout + stderr).toBe(0)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })

  test('sees each alert fire when it should, and not before', async () => {
    const files = readdirSync(ruleTests)
    const { exitCode, stdout, stderr } = await run(['promtool', 'test', 'rules', ...files], {
      cwd: ruleTests,
    })
    expect(exitCode, stdout + stderr).toBe(0)
  })
})
