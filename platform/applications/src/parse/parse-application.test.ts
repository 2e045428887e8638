import type { KubeObject } from '@gitops-example/kube-client/kube-object'
import { expect, it } from 'vitest'
import { rootApplication } from '../root-application.ts'
import { parseApplication } from './parse-application.ts'

const source = { repoURL: 'https://git/x.git', path: 'app' }
const destination = { server: 'https://kubernetes.default.svc', namespace: 'apps' }

function application(spec: Record<string, unknown>, rest: Record<string, unknown> = {}): KubeObject {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'one', namespace: 'argocd' },
    spec: { project: 'default', source, destination, ...spec },
    ...rest,
  }
}

it('reads the root Application that we make ourselves', () => {
  const root = rootApplication({ repoURL: '/git', revision: 'master', path: 'apps' })
  const { application: parsed, problems } = parseApplication(root)
  expect(problems).toEqual([])
  expect(parsed.sources[0]).toMatchObject({ repoURL: '/git', targetRevision: 'master', path: 'apps' })
  expect(parsed.automated).toEqual({ prune: true, selfHeal: true, allowEmpty: false })
  expect(parsed.retry).toEqual({ limit: 3, backoffMs: 1000, factor: 2, maxBackoffMs: 10_000 })
  expect(parsed.syncOptions.createNamespace).toBe(true)
})

it('takes an empty list of sources for none beside a source', () => {
  const { application: parsed, problems } = parseApplication(application({ sources: [] }))
  expect(problems).toEqual([])
  expect(parsed).toMatchObject({ multiSource: false, sources: [{ path: 'app' }] })
})

it.each([
  { name: 'no policy', syncPolicy: undefined, automated: undefined, limit: 5 },
  {
    name: 'automated: {}',
    syncPolicy: { automated: {} },
    automated: { prune: false, selfHeal: false, allowEmpty: false },
    limit: 5,
  },
  {
    name: 'automated.enabled: false',
    syncPolicy: { automated: { enabled: false, prune: true } },
    automated: undefined,
    limit: 5,
  },
  { name: 'a retry policy without a limit', syncPolicy: { retry: {} }, automated: undefined, limit: 0 },
])('fills in defaults for $name', ({ syncPolicy, automated, limit }) => {
  const { application: parsed, problems } = parseApplication(application({ syncPolicy }))
  expect(problems).toEqual([])
  expect(parsed.automated).toEqual(automated)
  expect(parsed.retry.limit).toBe(limit)
})

it.each([
  {
    name: 'Kustomize',
    spec: { source: { ...source, kustomize: { namePrefix: 'a' } } },
    want: 'spec.source.kustomize is not supported',
  },
  {
    name: 'a plug-in',
    spec: { source: { ...source, plugin: { name: 'x' } } },
    want: 'spec.source.plugin is not supported',
  },
  {
    name: 'a chart of a registry',
    spec: { source: { ...source, chart: 'nginx' } },
    want: 'spec.source.chart is not supported: no chart repository is reached',
  },
  {
    name: 'Helm file parameters',
    spec: { source: { ...source, helm: { fileParameters: [{ name: 'a', path: 'b' }] } } },
    want: 'spec.source.helm.fileParameters is not supported',
  },
  {
    name: 'Helm credentials',
    spec: { source: { ...source, helm: { passCredentials: true } } },
    want: 'spec.source.helm.passCredentials is not supported',
  },
  {
    name: 'Jsonnet',
    spec: { source: { ...source, directory: { jsonnet: { tlas: [{ name: 'a' }] } } } },
    want: 'spec.source.directory.jsonnet is not supported',
  },
  {
    name: 'jq expressions',
    spec: { ignoreDifferences: [{ kind: 'Deployment', jqPathExpressions: ['.spec'] }] },
    want: 'spec.ignoreDifferences[0].jqPathExpressions is not supported',
  },
  {
    name: 'another cluster',
    spec: { destination: { server: 'https://other', namespace: 'x' } },
    want: 'spec.destination.server https://other is not supported: it must be https://kubernetes.default.svc',
  },
  {
    name: 'another cluster by name',
    spec: { destination: { name: 'other' } },
    want: 'spec.destination.name other is not supported: it must be in-cluster',
  },
  { name: 'no destination', spec: { destination: {} }, want: 'spec.destination.server is missing' },
  {
    name: 'both kinds of sources',
    spec: { sources: [source] },
    want: 'spec needs one of source and sources',
  },
  { name: 'an empty path', spec: { source: { ...source, path: '' } }, want: 'spec.source.path is missing' },
  {
    name: 'a pattern that is none',
    spec: { source: { ...source, directory: { include: '[a' } } },
    want: 'spec.source.directory.include is not a pattern such as *.yaml: [a',
  },
  {
    name: 'a destination by server and by name',
    spec: { destination: { ...destination, name: 'in-cluster' } },
    want: 'spec.destination has both server and name: set one of them',
  },
  {
    name: 'an empty list of sources alone',
    spec: { source: undefined, sources: [] },
    want: 'spec needs one of source and sources',
  },
  {
    name: 'a source without a path',
    spec: { source: { repoURL: 'x' } },
    want: 'spec.source.path is missing',
  },
  {
    name: 'an unknown sync option',
    spec: { syncPolicy: { syncOptions: ['Force=true'] } },
    want: 'sync option Force=true is not supported',
  },
  {
    name: 'a source hydrator',
    spec: { sourceHydrator: { drySource: {} } },
    want: 'spec.sourceHydrator is not supported',
  },
  {
    name: 'a wrong type',
    spec: { syncPolicy: { automated: { prune: 'yes' } } },
    want: 'spec.syncPolicy.automated.prune must be true or false',
  },
  {
    name: 'a wrong duration',
    spec: { syncPolicy: { retry: { backoff: { duration: 'soon' } } } },
    want: 'spec.syncPolicy.retry.backoff.duration is not a duration such as 5s: soon',
  },
])('refuses $name by name', ({ spec, want }) => {
  expect(parseApplication(application(spec)).problems).toContain(want)
})

it('does not mind fields that say nothing', () => {
  const spec = { source: { ...source, kustomize: {}, helm: { passCredentials: false, fileParameters: [] } } }
  expect(parseApplication(application(spec)).problems).toEqual([])
})

it('refuses Applications outside of the namespace argocd', () => {
  const object = application({}, { metadata: { name: 'one', namespace: 'elsewhere' } })
  expect(parseApplication(object).problems.join()).toContain('metadata.namespace must be argocd')
})

it.each([
  { name: 'a plain sync', operation: { sync: {} }, want: [] },
  { name: 'no sync', operation: { info: [] }, want: ['operation.sync is missing'] },
  {
    name: 'a dry run',
    operation: { sync: { dryRun: true } },
    want: ['operation.sync.dryRun is not supported'],
  },
  {
    name: 'force',
    operation: { sync: { syncStrategy: { hook: { force: true } } } },
    want: ['operation.sync.syncStrategy.hook.force is not supported'],
  },
  {
    name: 'a wrong option',
    operation: { sync: { syncOptions: ['Force=true'] } },
    want: ['sync option Force=true is not supported'],
  },
])('checks what a user asks for: $name', ({ operation, want }) => {
  expect(parseApplication(application({}, { operation })).application.operation?.problems).toEqual(want)
})
