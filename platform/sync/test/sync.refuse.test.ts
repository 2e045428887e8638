import { expect, it } from 'vitest'
import { configMap, dataOf, startSyncFixture } from './support/sync-fixture.ts'

it('reports an Application with an unsupported field by name; the others go on', async () => {
  await using fixture = await startSyncFixture()
  await fixture.repository.commit({ 'one/a.yaml': configMap('a', {}), 'two/a.yaml': configMap('a', {}) })
  await fixture.create('one', 'one', {
    source: { repoURL: fixture.repository.dir, path: 'one', kustomize: { namePrefix: 'x' } },
  })
  await fixture.create('two', 'two')
  await fixture.until('two', 'Synced Healthy')
  await fixture.untilCondition('one', 'InvalidSpecError', 'spec.source.kustomize is not supported')
  await fixture.until('one', 'Unknown Unknown')
  await fixture.untilTrue('the failure is reported', () => fixture.seen.includes('one sync.failed'))
  expect(fixture.cluster.get('configmaps', 'one', 'a')).toBeUndefined()
})

it('reports the commit that gives a child Application an unsupported field, and each later one that it reads', async () => {
  await using fixture = await startSyncFixture()
  const child = (more: Record<string, unknown>) => ({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      name: 'one',
      namespace: 'argocd',
      annotations: { 'argocd.argoproj.io/manifest-generate-paths': '.' },
    },
    spec: {
      project: 'default',
      source: { repoURL: fixture.repository.dir, targetRevision: 'master', path: 'one', ...more },
      destination: { server: 'https://kubernetes.default.svc', namespace: 'one' },
      syncPolicy: { automated: {}, syncOptions: ['CreateNamespace=true'] },
    },
  })
  const events: string[] = []
  fixture.events.on('sync.applied', ({ application, revisions: [revision], applications }) => {
    if (application === 'parent') events.push(`${revision} parent writes ${applications.join(', ')}`)
  })
  fixture.events.on('sync.failed', ({ application, revisions: [revision], reason }) => {
    events.push(`${revision} ${application}: ${reason.split('\n')[0]}`)
  })
  const first = await fixture.repository.commit({
    'one/a.yaml': configMap('a', {}),
    'parent/one.yaml': JSON.stringify(child({})),
  })
  const there = { server: 'https://kubernetes.default.svc', namespace: 'argocd' }
  await fixture.create(
    'parent',
    'parent',
    { destination: there },
    { 'argocd.argoproj.io/manifest-generate-paths': '.' },
  )
  await fixture.until('one', 'Synced Healthy')

  const odd = await fixture.push({
    'parent/one.yaml': JSON.stringify(child({ kustomize: { namePrefix: 'x' } })),
  })
  expect(odd.concerned).toEqual(['parent'])
  await fixture.untilTrue('it is reported', () => events.length >= 3)
  const later = await fixture.push({ 'one/a.yaml': configMap('a', { a: '2' }) })
  expect(later.concerned).toEqual(['one'])
  await fixture.untilTrue('it is reported again', () => events.length >= 4)
  const problem = 'one: spec.source.kustomize is not supported'
  expect(events.toSorted()).toEqual(
    [
      `${first} parent writes one`,
      `${odd.revision} parent writes one`,
      `${odd.revision} ${problem}`,
      `${later.revision} ${problem}`,
    ].toSorted(),
  )
})

it.each([
  {
    name: 'an object in wrong YAML',
    files: { 'one/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: [\n' },
    message: 'it is not valid YAML',
  },
  {
    name: 'an alias that leads nowhere',
    files: { 'one/a.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata: *gone\n` },
    message:
      "Cannot read the manifests of one/a.yaml:5: it is not valid YAML: unknown anchor 'gone' referenced.",
  },
  {
    name: 'something that is not an object after one',
    files: { 'one/a.yaml': `${configMap('a', {})}\n---\na: 1\n` },
    message: 'a document has no apiVersion, kind and metadata',
  },
  {
    name: 'a file in the place of its folder',
    files: { one: 'a: 1\n' },
    message: 'app path is not a directory',
  },
  {
    name: 'a link out of the repository',
    files: { 'one/a.yaml': { link: '/etc/passwd' } },
    message: 'contains an out-of-bounds symbolic link: one/a.yaml leads to /etc/passwd',
  },
  {
    name: 'a link above the repository',
    files: { 'one/a.yaml': { link: '../../x' } },
    message: 'out-of-bounds symbolic link',
  },
  { name: 'a missing path', files: { 'two/a.yaml': configMap('a', {}) }, message: 'app path does not exist' },
  {
    name: 'Kustomize',
    files: { 'one/kustomization.yaml': 'resources: []\n' },
    message: 'Kustomize is not supported (kustomization.yaml)',
  },
])('keeps what runs when a commit brings $name, and recovers by the next', async ({ files, message }) => {
  await using fixture = await startSyncFixture()
  await fixture.repository.commit({ 'one/a.yaml': configMap('a', { a: '1' }) })
  await fixture.create('one', 'one')
  await fixture.until('one', 'Synced Healthy')
  const broken = await fixture.push({ 'one/a.yaml': undefined, ...files })
  await fixture.untilCondition('one', 'ComparisonError', message)
  await fixture.until('one', 'Unknown Healthy')
  await fixture.untilRevision('one', broken.revision)
  await fixture.untilTrue('the failure is reported', () => fixture.seen.includes('one sync.failed'))
  expect(dataOf(fixture.cluster.get('configmaps', 'one', 'a'))).toEqual({ a: '1' })

  await fixture.push({
    one: undefined,
    'one/kustomization.yaml': undefined,
    'one/a.yaml': configMap('a', { a: '2' }),
  })
  await fixture.until('one', 'Synced Healthy')
  expect(dataOf(fixture.cluster.get('configmaps', 'one', 'a'))).toEqual({ a: '2' })
  expect(fixture.seen.filter((line) => line === 'one sync.failed')).toHaveLength(1)
})

it('leaves an Application alone while it says skip-reconcile, and takes it up again without', async () => {
  await using fixture = await startSyncFixture()
  const skip = { 'argocd.argoproj.io/skip-reconcile': 'true' }
  await fixture.repository.commit({
    'one/a.yaml': configMap('a', { a: '1' }),
    'two/a.yaml': configMap('a', {}),
  })
  await fixture.create('one', 'one', {}, skip)
  await fixture.create('two', 'two')
  await fixture.until('two', 'Synced Healthy')
  const { concerned } = await fixture.push({
    'one/a.yaml': configMap('a', { a: '2' }),
    'two/a.yaml': configMap('a', { a: '2' }),
  })
  expect(concerned).toEqual(['two'])
  expect(fixture.seen.filter((line) => line.startsWith('one '))).toEqual([])

  const annotations = { 'argocd.argoproj.io/skip-reconcile': null }
  await fixture.cluster.patch('applications', 'argocd', 'one', { metadata: { annotations } })
  await fixture.until('one', 'Synced Healthy')
  expect(dataOf(fixture.cluster.get('configmaps', 'one', 'a'))).toEqual({ a: '2' })
})

it('follows links that stay in the repository', async () => {
  await using fixture = await startSyncFixture()
  await fixture.repository.commit({
    'shared/a.yaml': configMap('a', { a: 'shared' }),
    'one/a.yaml': { link: '../shared/a.yaml' },
  })
  await fixture.create('one', 'one')
  await fixture.until('one', 'Synced Healthy')
  expect(dataOf(fixture.cluster.get('configmaps', 'one', 'a'))).toEqual({ a: 'shared' })
})

it('refuses what the project does not allow', async () => {
  await using fixture = await startSyncFixture()
  await fixture.repository.commit({ 'one/a.yaml': configMap('a', {}) })
  await fixture.create('one', 'one', { project: 'ours' })
  await fixture.untilCondition(
    'one',
    'InvalidSpecError',
    'Application referencing project ours which does not exist',
  )
  await fixture.cluster.create('appprojects', {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { name: 'ours', namespace: 'argocd' },
    spec: { sourceRepos: ['*'], destinations: [{ server: '*', namespace: 'other' }] },
  })
  await fixture.untilCondition(
    'one',
    'InvalidSpecError',
    "namespace 'one' do not match any of the allowed destinations",
  )
  await fixture.cluster.patch('appprojects', 'argocd', 'ours', {
    spec: {
      destinations: [{ server: '*', namespace: '*' }],
      namespaceResourceBlacklist: [{ group: '', kind: 'ConfigMap' }],
    },
  })
  await fixture.until('one', 'OutOfSync Missing')
  expect(fixture.cluster.get('configmaps', 'one', 'a')).toBeUndefined()
})

it('fails a sync that the API refuses, with its words, and tries the next commit', async () => {
  await using fixture = await startSyncFixture()
  fixture.cluster.refuse('PATCH', /configmaps\/a$/, 422, 'data.a: Invalid value')
  await fixture.repository.commit({ 'one/a.yaml': configMap('a', { a: '1' }) })
  await fixture.create('one', 'one', {
    syncPolicy: { automated: {}, retry: { limit: 0 }, syncOptions: ['CreateNamespace=true'] },
  })
  await fixture.untilCondition('one', 'SyncError', 'data.a: Invalid value')
  await fixture.push({ 'one/a.yaml': configMap('a', { a: '2' }) })
  await fixture.until('one', 'Synced Healthy')
})

it.each([
  {
    name: 'a kind that the cluster does not serve',
    object: { apiVersion: 'example.com/v1', kind: 'Rollout', metadata: { name: 'b' } },
    message:
      'one or more synchronization tasks are not valid: Rollout one/b: The cluster does not serve the kind',
  },
  {
    name: 'a field that its kind does not have',
    object: { apiVersion: 'v1', kind: 'Service', metadata: { name: 'b' }, spec: { porst: [] } },
    message: 'one or more objects failed to apply (dry run): Service one/b: ',
  },
])('applies nothing of a commit with $name', async ({ object, message }) => {
  await using fixture = await startSyncFixture()
  await fixture.repository.commit({ 'one/a.yaml': configMap('a', { a: '1' }) })
  await fixture.create('one', 'one', {
    syncPolicy: { automated: {}, retry: { limit: 0 }, syncOptions: ['CreateNamespace=true'] },
  })
  await fixture.until('one', 'Synced Healthy')
  await fixture.push({ 'one/a.yaml': configMap('a', { a: '2' }), 'one/b.yaml': JSON.stringify(object) })
  await fixture.untilCondition('one', 'SyncError', message)
  expect(dataOf(fixture.cluster.get('configmaps', 'one', 'a'))).toEqual({ a: '1' })
})
