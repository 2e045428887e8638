import { textField } from '@gitops-example/kit/json/fields'
import { findProgram, lacks } from '@gitops-example/kit/testing/programs'
import { expect, it } from 'vitest'
import { dataOf, startSyncFixture } from './support/sync-fixture.ts'

const chart = {
  'dev/web/chart/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'dev/web/chart/values.yaml': 'tag: none\nmode: 0644\n',
  'dev/web/chart/templates/settings.yaml': `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}
data:
  tag: {{ required "tag is missing" .Values.tag | quote }}
  namespace: {{ .Release.Namespace }}
  extra: {{ .Values.extra | default "none" | quote }}
  applications: {{ .Capabilities.APIVersions.Has "argoproj.io/v1alpha1/Application" | quote }}
  kubernetes: {{ .Capabilities.KubeVersion.Version }}
`,
  'env/web.yaml': 'tag: one\n',
}
const source = (fixture: { repository: { dir: string } }, helm: Record<string, unknown>) => ({
  repoURL: fixture.repository.dir,
  targetRevision: 'master',
  path: 'dev/web/chart',
  helm,
})

it.skipIf(lacks('helm'))(
  'renders a chart with values of git, of the Application and of the build environment',
  async () => {
    await using fixture = await startSyncFixture()
    const revision = await fixture.repository.commit(chart)
    await fixture.create('web', '', {
      source: source(fixture, {
        valueFiles: ['/env/web.yaml'],
        valuesObject: { extra: 'object' },
        parameters: [{ name: 'tag', value: '$ARGOCD_APP_REVISION', forceString: true }],
      }),
    })
    await fixture.until('web', 'Synced Healthy')
    expect(dataOf(fixture.cluster.get('configmaps', 'web', 'web'))).toEqual({
      tag: revision,
      namespace: 'web',
      extra: 'object',
      applications: 'true',
      kubernetes: await fixture.cluster.version(),
    })
    expect(textField(fixture.application('web'), 'status', 'sourceType')).toBe('Helm')
  },
)

it.skipIf(lacks('helm'))('takes values from another source by its ref', async () => {
  await using fixture = await startSyncFixture()
  await fixture.repository.commit(chart)
  await fixture.create('web', '', {
    source: undefined,
    sources: [
      source(fixture, { valueFiles: ['$values/env/web.yaml'] }),
      { repoURL: fixture.repository.dir, targetRevision: 'master', ref: 'values' },
    ],
  })
  await fixture.until('web', 'Synced Healthy')
  expect(dataOf(fixture.cluster.get('configmaps', 'web', 'web'))).toMatchObject({ tag: 'one' })
  expect(fixture.application('web')?.status).toMatchObject({
    sync: { revisions: [expect.any(String), expect.any(String)] },
  })
})

it.skipIf(lacks('helm'))('reports an error of helm in its own words', async () => {
  await using fixture = await startSyncFixture()
  await fixture.repository.commit(chart)
  await fixture.create('web', '', { source: source(fixture, { values: 'tag: ""' }) })
  await fixture.untilCondition(
    'web',
    'ComparisonError',
    'Cannot render dev/web/chart: Error: execution error at (web/templates/settings.yaml:6:10): tag is missing',
  )
})

it.skipIf(lacks('helm'))(
  'names the commit that helm fails on, though a better one has come in the meantime',
  async () => {
    const { promise: helmPath, resolve: helmIsThere } = Promise.withResolvers<string>()
    await using fixture = await startSyncFixture({ helmPath })
    const failed: string[] = []
    fixture.events.on('sync.failed', ({ revisions }) => failed.push(...revisions))
    const bad = await fixture.repository.commit({ ...chart, 'env/web.yaml': 'tag: ""\n' })
    await fixture.create('web', '', { source: source(fixture, { valueFiles: ['/env/web.yaml'] }) })
    await fixture.untilTrue('it waits for helm', () => fixture.seen.includes('web sync.detected'))
    await fixture.push({ 'env/web.yaml': 'tag: two\n' })
    helmIsThere(findProgram('helm') ?? 'helm')
    await fixture.until('web', 'Synced Healthy')
    expect(failed).toEqual([bad])
  },
)

it.each([
  { valueFile: '/env/none.yaml', message: 'its values file env/none.yaml is not in' },
  { valueFile: '../../../../etc/passwd', message: 'lies outside of the repository' },
  { valueFile: 'https://example.com/values.yaml', message: 'is not supported: it is not in git' },
  { valueFile: '$other/values.yaml', message: 'no source has ref: other' },
])('refuses the values file $valueFile', async ({ valueFile, message }) => {
  await using fixture = await startSyncFixture()
  await fixture.repository.commit(chart)
  await fixture.create('web', '', { source: source(fixture, { valueFiles: [valueFile] }) })
  await fixture.untilCondition('web', 'ComparisonError', message)
})

it.skipIf(lacks('helm'))('does without a values file that may be missing', async () => {
  await using fixture = await startSyncFixture()
  await fixture.repository.commit(chart)
  await fixture.create('web', '', {
    source: source(fixture, { valueFiles: ['/env/none.yaml'], ignoreMissingValueFiles: true }),
  })
  await fixture.until('web', 'Synced Healthy')
  expect(dataOf(fixture.cluster.get('configmaps', 'web', 'web'))).toMatchObject({ tag: 'none' })
})

const child = (name: string, wave: number) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: ${name}
  namespace: argocd
  annotations:
    argocd.argoproj.io/sync-wave: "${wave}"
    argocd.argoproj.io/manifest-generate-paths: .
spec:
  project: default
  source:
    repoURL: {{ .Values.repoURL }}
    targetRevision: {{ .Values.targetRevision }}
    path: ${name}
  destination: {server: https://kubernetes.default.svc, namespace: ${name}}
  syncPolicy:
    automated: {prune: true, selfHeal: true}
    syncOptions: [CreateNamespace=true]
`

it.skipIf(lacks('helm'))(
  'syncs an Application of Applications, one wave after the other, and adds and removes them',
  async () => {
    await using fixture = await startSyncFixture()
    const map = (name: string) => JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } })
    await fixture.repository.commit({
      'apps/Chart.yaml': 'apiVersion: v2\nname: apps\nversion: 1.0.0\n',
      'apps/templates/api.yaml': child('api', 0),
      'apps/templates/web.yaml': child('web', 1),
      'api/a.yaml': map('a'),
      'web/a.yaml': map('a'),
    })
    await fixture.create(
      'applications',
      '',
      {
        source: {
          repoURL: fixture.repository.dir,
          targetRevision: 'master',
          path: 'apps',
          helm: {
            parameters: [
              { name: 'repoURL', value: '$ARGOCD_APP_SOURCE_REPO_URL' },
              { name: 'targetRevision', value: '$ARGOCD_APP_SOURCE_TARGET_REVISION' },
            ],
          },
        },
        destination: { server: 'https://kubernetes.default.svc', namespace: 'argocd' },
      },
      { 'argocd.argoproj.io/manifest-generate-paths': '.' },
    )
    await fixture.until('applications', 'Synced Healthy')
    await fixture.untilTrue('everything is reported', () =>
      fixture.seen.includes('web application.health Synced Healthy'),
    )
    const firstOf = (line: string) => fixture.seen.indexOf(line)
    expect(firstOf('web sync.detected')).toBeGreaterThan(firstOf('api application.health Synced Healthy'))

    const { concerned } = await fixture.push({ 'api/a.yaml': map('b') })
    expect(concerned).toEqual(['api'])
    await fixture.untilTrue('b', () => fixture.cluster.get('configmaps', 'api', 'b') !== undefined)

    await fixture.push({ 'apps/templates/web.yaml': undefined })
    await fixture.untilTrue('web is gone', () => fixture.application('web') === undefined)
  },
)
