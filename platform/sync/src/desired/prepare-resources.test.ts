import type { KubeObject } from '@gitops-example/kube-client/kube-object'
import { expect, it } from 'vitest'
import { prepareResources } from './prepare-resources.ts'

const clusterKinds = ['Namespace', 'CustomResourceDefinition']
const options = {
  instance: 'shop',
  namespace: 'apps',
  isNamespaced: (_: string, kind: string) =>
    kind.startsWith('Unknown') ? undefined : !clusterKinds.includes(kind),
}
const object = (kind: string, metadata: Record<string, unknown>, rest = {}): KubeObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name: 'x', ...metadata },
  ...rest,
})

it.each([
  { name: 'the destination’s namespace', given: object('ConfigMap', {}), namespace: 'apps' },
  { name: 'its own namespace', given: object('ConfigMap', { namespace: 'own' }), namespace: 'own' },
  {
    name: 'no namespace for a kind of the whole cluster',
    given: object('Namespace', { namespace: 'own' }),
    namespace: '',
  },
])('gives objects $name', ({ given, namespace }) => {
  const [resource] = prepareResources([given], options).resources
  expect(resource?.ref.namespace).toBe(namespace)
  expect(resource?.object.metadata.annotations).toEqual({
    'argocd.argoproj.io/tracking-id': `shop:/${given.kind}:${namespace}/x`,
  })
})

it('places instances of a kind that comes with the same objects', () => {
  const definition = object(
    'CustomResourceDefinition',
    { name: 'unknowns' },
    { spec: { group: 'x.io', names: { kind: 'Unknown' }, scope: 'Cluster' } },
  )
  const instance = { ...object('Unknown', {}), apiVersion: 'x.io/v1' }
  const { resources } = prepareResources([definition, instance], options)
  expect(resources.map(({ ref }) => ref.namespace)).toEqual(['', ''])
})

it('leaves out status and what Helm tests', () => {
  const { resources } = prepareResources(
    [
      object('ConfigMap', {}, { status: { a: 1 } }),
      object('Pod', { annotations: { 'helm.sh/hook': 'test' } }),
    ],
    options,
  )
  expect(resources).toHaveLength(1)
  expect(resources[0]?.object).not.toHaveProperty('status')
})

it('writes a Secret’s texts as the data that the server keeps', () => {
  const secret = object('Secret', {}, { stringData: { a: 'x' }, data: { b: 'eQ==' } })
  const [resource] = prepareResources([secret], options).resources
  expect(resource?.object).toMatchObject({ data: { a: 'eA==', b: 'eQ==' } })
  expect(resource?.object).not.toHaveProperty('stringData')
})

it('warns of an object that appears twice; the last one counts', () => {
  const { resources, warnings } = prepareResources(
    [object('ConfigMap', {}, { data: { a: '1' } }), object('ConfigMap', {}, { data: { a: '2' } })],
    options,
  )
  expect(resources.map((one) => one.object.data)).toEqual([{ a: '2' }])
  expect(warnings).toEqual(['Resource ConfigMap apps/x appears more than once; the last one counts'])
})

it('refuses options and generated names that it cannot honour', () => {
  const { problems } = prepareResources(
    [
      object('ConfigMap', { name: '', generateName: 'a-' }),
      object('ConfigMap', { annotations: { 'argocd.argoproj.io/sync-options': 'Force=true,Prune=false' } }),
    ],
    options,
  )
  expect(problems).toEqual([
    'ConfigMap with metadata.generateName is not supported: only hooks may have it',
    'option Force=true of ConfigMap x is not supported',
  ])
})

it('changes the hash with the content only', () => {
  const hash = (data: Record<string, string>) =>
    prepareResources([object('ConfigMap', {}, { data })], options).resources[0]?.hash
  expect(hash({ a: '1' })).toBe(hash({ a: '1' }))
  expect(hash({ a: '1' })).not.toBe(hash({ a: '2' }))
})
