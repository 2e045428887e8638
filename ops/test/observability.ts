import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { ops } from './programs.ts'

const files = join(ops, 'charts', 'observability', 'files')

export interface Dashboard {
  title: string
  uid: string
  rows: {
    title: string
    panels: { title: string; shows: string; unit: string; queries: { expr: string; legend: string }[] }[]
  }[]
}

export interface Rule {
  alert: string
  expr: string
  for: string
  labels: { severity: string }
  annotations: { summary: string; description: string; runbook_url: string }
}

export const ruleFiles = readdirSync(join(files, 'rules')).map((name) => join(files, 'rules', name))

export const dashboards: Dashboard[] = readdirSync(join(files, 'dashboards')).map((name) =>
  parse(readFileSync(join(files, 'dashboards', name), 'utf8')),
)

export const rules: Rule[] = ruleFiles.flatMap((file) =>
  (parse(readFileSync(file, 'utf8')) as { groups: { rules: Rule[] }[] }).groups.flatMap(
    (group) => group.rules,
  ),
)

/** Every expression of a panel or an alert, by where it stands. */
export const expressions: { where: string; expr: string }[] = [
  ...dashboards.flatMap(({ uid, rows }) =>
    rows
      .flatMap(({ panels }) => panels)
      .flatMap(({ title, queries }) => queries.map(({ expr }) => ({ where: `${uid}: ${title}`, expr }))),
  ),
  ...rules.map(({ alert, expr }) => ({ where: `alert ${alert}`, expr })),
]

/** Names of the series that an expression selects: identifiers followed by neither a bracket nor a matcher. */
export function metricsOf(expr: string): string[] {
  const bare = expr
    .replace(/"[^"]*"/g, '""')
    .replace(/\{[^}]*\}/g, '{}')
    .replace(/\b(by|without|on|ignoring)\s*\([^)]*\)/g, '')
    .replace(/\[[^\]]*\]/g, '')
  const names = [...bare.matchAll(/[a-z_:][a-z0-9_:]*(?!\s*\()\b/gi)].map(([name]) => name)
  return [
    ...new Set(
      names.filter((name) => !['or', 'and', 'unless', 'bool', 'group_left', 'group_right'].includes(name)),
    ),
  ]
}
