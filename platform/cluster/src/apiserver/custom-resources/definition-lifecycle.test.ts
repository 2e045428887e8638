import { FakeClock } from '@gitops-example/kit/testing/fake-clock'
import { expect, test } from 'vitest'
import { asObject, type JsonObject } from '../../machinery/json/json.ts'
import type { KubeObject } from '../../machinery/objects.ts'
import { createApi } from '../registry/api.ts'
import { create } from '../registry/create.ts'
import { deleteObject } from '../registry/delete.ts'
import { update } from '../registry/update.ts'
import { startCustomResources } from './start-custom-resources.ts'
import { condition, crds, definition, Fixture, group, version } from './testing/fixture.ts'

test('a definition is established and serves its versions', async () => {
  using cluster = new Fixture()
  const versions = [version('v1'), version('v2'), version('v3', { served: false })]
  const object = await cluster.define(definition({ versions }))
  expect(condition(object, 'NamesAccepted')).toMatchObject({ status: 'True', reason: 'NoConflicts' })
  expect(condition(object, 'Established')).toMatchObject({ status: 'True', reason: 'InitialNamesAccepted' })
  expect(object.status).toMatchObject({
    acceptedNames: {
      plural: 'crontabs',
      singular: 'crontab',
      kind: 'CronTab',
      listKind: 'CronTabList',
      shortNames: ['ct'],
    },
    storedVersions: ['v1'],
  })
  expect(['v1', 'v2', 'v3'].map((name) => cluster.isServed(name))).toEqual([true, true, false])
})

test('a definition that was there before is served at the start', async () => {
  const clock = new FakeClock()
  const api = createApi(clock)
  const resource = api.resources.find('apiextensions.k8s.io', 'v1', 'customresourcedefinitions')
  if (resource === undefined) throw new Error('definitions are served')
  create(api, resource, '', definition())
  using _running = startCustomResources(api)
  await clock.advance(0)
  expect(api.resources.find(group, 'v1', 'crontabs')).toBeDefined()
})

test('a definition follows changes: another version, then one less', async () => {
  using cluster = new Fixture()
  const object = await cluster.define()
  const change = async (versions: JsonObject[]) => {
    const live = cluster.definition()
    const next = { ...live, spec: { ...asObject(live.spec), versions } } as KubeObject
    update(cluster.api, { resource: cluster.definitions, namespace: '', name: object.metadata.name }, next)
    await cluster.clock.advance(0)
  }
  await change([version('v1'), version('v2')])
  expect(cluster.isServed('v2')).toBe(true)
  await change([version('v1')])
  expect(cluster.isServed('v2')).toBe(false)
  expect(cluster.isServed('v1')).toBe(true)
})

test('a definition whose kind is taken waits until it is free', async () => {
  using cluster = new Fixture()
  await cluster.define()
  const other = await cluster.define(
    definition({ names: { plural: 'others', kind: 'CronTab' } }, `others.${group}`),
  )
  expect(condition(other, 'NamesAccepted')).toMatchObject({
    status: 'False',
    reason: 'SingularConflict',
    message: '"crontab" is already in use',
  })
  expect(condition(other, 'Established').status).toBe('False')
  deleteObject(cluster.api, { resource: cluster.definitions, namespace: '', name: `crontabs.${group}` })
  await cluster.clock.advance(0)
  expect(condition(cluster.definition(`others.${group}`), 'Established').status).toBe('True')
})

test('a definition that goes takes its instances along', async () => {
  using cluster = new Fixture()
  await cluster.define()
  cluster.instance({})
  deleteObject(cluster.api, { resource: cluster.definitions, namespace: '', name: `crontabs.${group}` })
  await cluster.clock.advance(0)
  expect(cluster.api.store.list(`crontabs.${group}`)).toEqual([])
  expect(cluster.api.store.get(crds, '', `crontabs.${group}`)).toBeUndefined()
  expect(cluster.isServed()).toBe(false)
})

test('a definition waits for an instance that a finalizer holds', async () => {
  using cluster = new Fixture()
  await cluster.define()
  const held = cluster.instance({}, { metadata: { name: 'held', finalizers: ['example.com/hold'] } })
  deleteObject(cluster.api, { resource: cluster.definitions, namespace: '', name: `crontabs.${group}` })
  await cluster.clock.advance(0)
  expect(condition(cluster.definition(), 'Terminating')).toMatchObject({
    reason: 'InstanceDeletionInProgress',
  })
  expect(() => cluster.instance({})).toThrow(
    'create is not supported on resources of kind "crontabs.stable.example.com"',
  )
  const target = { resource: cluster.resource(group, 'v1', 'crontabs'), namespace: 'dev', name: 'held' }
  const live = cluster.api.store.get(`crontabs.${group}`, 'dev', 'held') ?? held
  update(cluster.api, target, { ...live, metadata: { ...live.metadata, finalizers: [] } } as KubeObject)
  await cluster.clock.advance(0)
  expect(cluster.api.store.get(crds, '', `crontabs.${group}`)).toBeUndefined()
})
