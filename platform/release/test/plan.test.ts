import { findProgram, lacks } from '@gitops-example/kit/testing/programs'
import { plan } from '@gitops-example/release/plan/plan'
import { planMarkdown, planText } from '@gitops-example/release/plan/plan-text'
import { describe, expect, it } from 'vitest'
import { ScratchRepository } from '../src/testing/scratch-repository.ts'

const chart = (name: string) => `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n`

function application(name: string, source: string): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: ${name}
  namespace: argocd
spec:
  destination:
    namespace: shop
${source}`
}

const files: Record<string, string> = {
  'dev/web/chart/Chart.yaml': chart('web'),
  'dev/web/chart/values.yaml': 'image:\n  tag: ""\nword: hello\npassword: first\n',
  'dev/web/chart/templates/configmap.yaml': `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}
  namespace: {{ .Release.Namespace }}
data:
  tag: {{ .Values.image.tag | quote }}
  word: {{ .Values.word }}
  host: {{ .Values.host | default "none" }}
`,
  'dev/web/chart/templates/secret.yaml': `apiVersion: v1
kind: Secret
metadata:
  name: {{ .Release.Name }}
stringData:
  password: {{ .Values.password }}
`,
}
for (const environment of ['dev', 'prod']) {
  const root = `ops/environments/${environment}/05_applications`
  files[`${root}/Chart.yaml`] = chart(`applications-${environment}`)
  files[`${root}/templates/web.yaml`] = application(
    'web',
    `  source:\n    repoURL: here\n    path: dev/web/chart\n    helm:\n      valueFiles:\n        - /${root}/values/web.yaml\n      valuesObject:\n        host: web.${environment}\n`,
  )
  files[`${root}/templates/ingress.yaml`] = application(
    'ingress',
    `  sources:\n    - repoURL: example.com\n      chart: ingress\n      targetRevision: 1.0.0\n      helm:\n        valueFiles:\n          - $values/${root}/values/ingress.yaml\n    - repoURL: here\n      ref: values\n`,
  )
  files[`${root}/values/web.yaml`] = 'image:\n  tag: one\n'
  files[`${root}/values/ingress.yaml`] = 'replicas: 1\n'
}

describe.skipIf(lacks('helm'))('the rendered difference', () => {
  const helmPath = findProgram('helm') ?? 'helm'

  async function planOf(change: Record<string, string | undefined>, environments?: string[]) {
    using scratch = await ScratchRepository.create(files)
    const base = await scratch.head()
    const head = await scratch.commit(await scratch.clone(), 'Change', change)
    const { objects } = scratch.branch(scratch.origin)
    return await plan({ objects, base, head, helmPath, ...(environments ? { environments } : {}) })
  }

  const titles = (changes: Awaited<ReturnType<typeof planOf>>['changes']) =>
    changes.map(({ environment, application, kind, name, change }) =>
      [environment, application, kind, name, change].join(' '),
    )

  it('is empty for a commit that renders the same', async () => {
    const result = await planOf({ 'docs/a.md': 'a' })
    expect(result.changes).toEqual([])
    expect(planText(result, (_, text) => text)).toBe('No rendered difference in any environment.')
  })

  it('shows a tag where it changes, and only there', async () => {
    const result = await planOf({
      'ops/environments/dev/05_applications/values/web.yaml': 'image:\n  tag: two\n',
    })
    expect(titles(result.changes)).toEqual(['dev web ConfigMap web changed'])
    expect(result.changes[0]?.diff).toContain('-  tag: one\n+  tag: two\n')
    expect(result.changes[0]?.diff).toContain('host: web.dev')
  })

  it('shows a change of a chart in every environment', async () => {
    const result = await planOf({
      'dev/web/chart/templates/service.yaml': 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n',
    })
    expect(titles(result.changes)).toEqual(['dev web Service web added', 'prod web Service web added'])
  })

  it('renders an environment whose releases are on a machine with one that stands for any', async () => {
    const root = 'ops/environments/one/05_applications'
    const sources = `  sources:
    - repoURL: here
      path: dev/web/chart
      helm:
        valueFiles: [/${root}/values/web.yaml, $releases/${root}/releases/web.yaml]
    - repoURL: here
      targetRevision: releases/one
      ref: releases
`
    const result = await planOf({
      [`${root}/Chart.yaml`]: chart('applications-one'),
      [`${root}/values.yaml`]: 'releasesRevision: releases/one\n',
      [`${root}/templates/web.yaml`]: application('web', sources),
      [`${root}/values/web.yaml`]: 'word: two\n',
    })
    expect(result.failures).toEqual([])
    expect(titles(result.changes)).toContain('one web ConfigMap web added')
    expect(result.changes.find(({ kind }) => kind === 'ConfigMap')?.diff).toMatch(/word: two/)
  })

  it('shows what goes', async () => {
    const result = await planOf({ 'dev/web/chart/templates/configmap.yaml': undefined }, ['prod'])
    expect(titles(result.changes)).toEqual(['prod web ConfigMap web removed'])
  })

  it('shows versions and values of charts from elsewhere', async () => {
    const root = 'ops/environments/prod/05_applications'
    const ingress = files[`${root}/templates/ingress.yaml`]?.replace('1.0.0', '1.1.0') ?? ''
    const result = await planOf({
      [`${root}/templates/ingress.yaml`]: ingress,
      [`${root}/values/ingress.yaml`]: 'replicas: 2\n',
    })
    expect(titles(result.changes)).toEqual([
      'prod applications Application ingress changed',
      `prod ingress Values ${root}/values/ingress.yaml changed`,
    ])
  })

  it('says that a secret changes, and not to what', async () => {
    const values = files['dev/web/chart/values.yaml']?.replace('first', 'second') ?? ''
    const result = await planOf({ 'dev/web/chart/values.yaml': values }, ['dev'])
    expect(titles(result.changes)).toEqual(['dev web Secret web changed'])
    expect(JSON.stringify(result)).not.toMatch(/first|second/)
  })

  it('shows an environment that is new, and objects of its own chart that are not Applications', async () => {
    const root = 'ops/environments/new/05_applications'
    const result = await planOf({
      [`${root}/Chart.yaml`]: chart('applications-new'),
      [`${root}/templates/notes.yaml`]: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: notes\n',
    })
    expect(titles(result.changes)).toEqual(['new applications ConfigMap notes added'])
    expect(result.failures).toEqual([])
  })

  it.each([
    {
      name: 'a source that is not supported',
      source: '    repoURL: here\n    path: dev/web/chart\n    kustomize:\n      namePrefix: x\n',
      reason: 'spec.source.kustomize is not supported',
    },
    {
      name: 'a values file that is not there',
      source: '    repoURL: here\n    path: dev/web/chart\n    helm:\n      valueFiles: [none.yaml]\n',
      reason: 'its values file dev/web/chart/none.yaml is not in this repository',
    },
    {
      name: 'a path that is not there',
      source: '    repoURL: here\n    path: dev/none\n',
      reason: 'Cannot render dev/none: app path does not exist in this repository',
    },
  ])('reports an Application with $name, and still renders its neighbours', async ({ source, reason }) => {
    const root = 'ops/environments/dev/05_applications'
    const result = await planOf({
      [`${root}/templates/odd.yaml`]: application('odd', `  source:\n${source}`),
      [`${root}/values/web.yaml`]: 'image:\n  tag: two\n',
    })
    expect(result.failures).toEqual([
      { environment: 'dev', application: 'odd', reason: expect.stringContaining(reason) },
    ])
    expect(titles(result.changes)).toContain('dev web ConfigMap web changed')
  })

  it('names what cannot be rendered, and goes on with the rest', async () => {
    const result = await planOf({
      'dev/web/chart/templates/broken.yaml': '{{ required "host is missing" .Values.nothing }}\n',
      'ops/environments/dev/05_applications/values/ingress.yaml': 'replicas: 3\n',
    })
    expect(result.failures.map(({ environment, application }) => `${environment} ${application}`)).toEqual([
      'dev web',
      'prod web',
    ])
    expect(result.failures[0]?.reason).toContain('host is missing')
    expect(titles(result.changes)).toContainEqual(expect.stringContaining('dev ingress Values'))
    expect(planMarkdown(result)).toContain('> **dev/web cannot be rendered.**')
  })
})
