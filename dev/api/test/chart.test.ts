import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'

const chart = join(import.meta.dirname, '..', 'chart')
const helmIsHere = spawnSync('helm', ['version'], { stdio: 'ignore' }).status === 0
const required = process.env.GITOPS_REQUIRE_TOOLS === '1'

const image = { 'image.repository': 'guestbook/api', 'image.tag': 'abc123' }

/** Renders with an image and the given values, `{ "a.b": "c" }` being --set-json a.b="c". */
function render(values: Record<string, unknown> = {}) {
  const sets = Object.entries({ ...image, ...values }).flatMap(([key, value]) => [
    '--set-json',
    `${key}=${JSON.stringify(value)}`,
  ])
  const { status, stdout, stderr } = spawnSync('helm', ['template', 'api', chart, ...sets], {
    encoding: 'utf8',
  })
  return { status, stdout, stderr, kinds: [...stdout.matchAll(/^kind: (\w+)$/gm)].map(([, kind]) => kind) }
}

describe.skipIf(!helmIsHere && !required)('the chart (skipped without helm on PATH)', () => {
  test('passes a strict lint', () => {
    const sets = Object.entries(image).flatMap(([key, value]) => ['--set', `${key}=${value}`])
    const { status, stdout } = spawnSync('helm', ['lint', '--strict', chart, ...sets], { encoding: 'utf8' })
    expect(status, stdout).toBe(0)
  })

  test('renders by default what needs no operator and no host name', () => {
    expect(render().kinds.sort()).toEqual([
      'Deployment',
      'Job',
      'NetworkPolicy',
      'NetworkPolicy',
      'PodDisruptionBudget',
      'Service',
      'ServiceAccount',
    ])
  })

  test.each([
    { values: { 'ingress.enabled': true, 'ingress.host': 'guestbook.example' }, kind: 'Ingress' },
    { values: { 'serviceMonitor.enabled': true }, kind: 'ServiceMonitor' },
    { values: { 'autoscaling.enabled': true }, kind: 'HorizontalPodAutoscaler' },
  ])('adds a $kind by $values', ({ values, kind }) => {
    expect(render(values).kinds).toContain(kind)
  })

  test('leaves the number of pods to the autoscaler where there is one', () => {
    expect(render().stdout).toMatch(/^ {2}replicas: 2$/m)
    expect(render({ 'autoscaling.enabled': true }).stdout).not.toMatch(/^ {2}replicas:/m)
  })

  test('takes no minimum of available pods as a value, and only one of the two', () => {
    const minimum = { 'podDisruptionBudget.maxUnavailable': null, 'podDisruptionBudget.minAvailable': 0 }
    expect(render(minimum).stdout).toContain('minAvailable: 0')
    expect(render({ 'podDisruptionBudget.minAvailable': 1 }).status).not.toBe(0)
  })

  test.each([
    { name: 'no tag', values: { 'image.tag': '' }, says: 'image.tag is missing' },
    { name: 'no repository', values: { 'image.repository': '' }, says: 'image.repository is missing' },
    { name: 'an ingress without host', values: { 'ingress.enabled': true }, says: 'ingress.host is missing' },
    {
      name: 'an unknown value',
      values: { replicas: 3 },
      says: "additional properties 'replicas' not allowed",
    },
    { name: 'a wrong type', values: { drainMs: 'long' }, says: '/drainMs' },
  ])('refuses $name', ({ values, says }) => {
    const { status, stderr } = render(values)
    expect(status).not.toBe(0)
    expect(stderr).toContain(says)
  })

  test('takes how to reach the database from the Secret alone, for the API as for its migrations', () => {
    const objects = parseAllDocuments(render({ 'database.secretName': 'other' }).stdout).map((document) =>
      document.toJS(),
    )
    for (const kind of ['Deployment', 'Job']) {
      const [container] = objects.find((object) => object.kind === kind).spec.template.spec.containers
      const variables = container.env.filter(({ name }: { name: string }) => name.startsWith('PG'))
      expect(variables.map(({ name }: { name: string }) => name)).toEqual([
        'PGHOST',
        'PGPORT',
        'PGDATABASE',
        'PGUSER',
        'PGPASSWORD',
        'PGSSLMODE',
      ])
      for (const { name, valueFrom } of variables) {
        expect(valueFrom.secretKeyRef).toMatchObject({ name: 'other', key: name })
      }
    }
  })

  test('lets the migrations run before the new version under Argo CD and under plain Helm', () => {
    const job = parseAllDocuments(render().stdout)
      .map((document) => document.toJS())
      .find(({ kind }) => kind === 'Job')
    expect(job.metadata.annotations).toEqual({
      'argocd.argoproj.io/hook': 'Sync',
      'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
      'argocd.argoproj.io/sync-wave': '-1',
      'helm.sh/hook': 'pre-install,pre-upgrade',
      'helm.sh/hook-delete-policy': 'before-hook-creation',
    })
    expect(job.spec.template.spec.containers[0].command).toEqual(['node', 'migrate.js'])
    expect(job.spec.template.spec.serviceAccountName, 'it does not exist yet').toBeUndefined()
  })

  test('keeps the pods of the migration out of the Service', () => {
    const objects = parseAllDocuments(render().stdout).map((document) => document.toJS())
    const { selector } = objects.find(({ kind }) => kind === 'Service').spec
    const { labels } = objects.find(({ kind }) => kind === 'Job').spec.template.metadata
    expect(labels['app.kubernetes.io/name']).not.toBe(selector['app.kubernetes.io/name'])
  })

  test('mounts the certificates to trust where there are some', () => {
    expect(render().stdout).not.toContain('PGSSLROOTCERT')
    const { stdout } = render({ 'database.caConfigMap.name': 'rds-ca' })
    expect(stdout.match(/value: \/etc\/database-ca\/ca.pem/g)).toHaveLength(2)
    expect(stdout.match(/^ +name: rds-ca$/gm)).toHaveLength(2)
  })
})
