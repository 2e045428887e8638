import { expect, test } from 'vitest'
import { asDraft, asObject } from '../../../machinery/json/json.ts'
import { refusal } from '../testing/refusal.ts'
import { deployment, TestObject } from '../testing/test-objects.ts'

test('an applier owns what it sets, and not the defaults', () => {
  const web = new TestObject('Deployment')
  web.apply(deployment({ ports: [{ containerPort: 80 }] }, { replicas: 2 }), 'ci')
  expect(web.owned()).toEqual({
    ci: {
      'f:spec': {
        'f:replicas': {},
        'f:selector': {},
        'f:template': {
          'f:metadata': { 'f:labels': { 'f:app': {} } },
          'f:spec': {
            'f:containers': {
              'k:{"name":"web"}': {
                '.': {},
                'f:image': {},
                'f:name': {},
                'f:ports': {
                  'k:{"containerPort":80,"protocol":"TCP"}': { '.': {}, 'f:containerPort': {} },
                },
              },
            },
          },
        },
      },
    },
  })
})

test('whoever creates an object otherwise owns its defaults too, but not what the server allocates', () => {
  const web = new TestObject('Service')
  web.create({ spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } }, 'kubectl-create')
  expect(web.owned()).toEqual({
    'kubectl-create': {
      'f:spec': {
        'f:internalTrafficPolicy': {},
        'f:ports': {
          '.': {},
          'k:{"port":80,"protocol":"TCP"}': { '.': {}, 'f:port': {}, 'f:protocol': {}, 'f:targetPort': {} },
        },
        'f:selector': {},
        'f:sessionAffinity': {},
        'f:type': {},
      },
    },
  })
})

test('two appliers of one value share it; it goes when the last one lets go', () => {
  const web = new TestObject('ConfigMap')
  web.apply({ data: { a: '1', b: '1' } }, 'one')
  web.apply({ data: { a: '1' } }, 'two')
  expect(web.apply({ data: { b: '1' } }, 'one').data).toEqual({ a: '1', b: '1' })
  expect(web.apply({}, 'two').data).toEqual({ b: '1' })
})

test('a write takes over the fields that it changes, and only those', () => {
  const web = new TestObject('ConfigMap')
  web.apply({ data: { a: '1', b: '1' } }, 'ci')
  web.write((object) => {
    asDraft(object.data).a = '2'
  }, 'kubectl-edit')
  expect(web.owned()).toEqual({
    ci: { 'f:data': { 'f:b': {} } },
    'kubectl-edit': { 'f:data': { 'f:a': {} } },
  })
})

test('a write that removes a field leaves no owner of it', () => {
  const web = new TestObject('ConfigMap')
  web.apply({ data: { a: '1', b: '1' } }, 'ci')
  web.write((object) => {
    delete asDraft(object.data).a
  }, 'kubectl-edit')
  expect(web.owned()).toEqual({ ci: { 'f:data': { 'f:b': {} } } })
})

test('status belongs to who writes it through its own path', () => {
  const web = new TestObject('Deployment')
  web.apply(deployment(), 'ci')
  web.write(
    (object) => {
      object.status = { replicas: 1 }
    },
    'controller',
    'status',
  )
  expect(web.live.metadata.managedFields?.at(-1)).toMatchObject({
    manager: 'controller',
    operation: 'Update',
    subresource: 'status',
    fieldsV1: { 'f:status': { 'f:replicas': {} } },
  })
  expect(() => web.apply({ ...deployment(), status: { replicas: 3 } }, 'ci')).not.toThrow()
  expect(web.live.status).toEqual({ replicas: 1 })
})

test('an object that nobody was tracked for keeps what it has under "before-first-apply"', () => {
  const web = new TestObject('ConfigMap')
  web.create({ data: { a: '1' } }, 'x')
  web.write((object) => {
    asDraft(object.metadata).managedFields = []
  }, 'x')
  expect(web.live.metadata.managedFields).toBeUndefined()
  expect(refusal(() => web.apply({ data: { a: '2' } }, 'ci')).message).toBe(
    'Apply failed with 1 conflict: conflict with "before-first-apply" using v1: .data.a',
  )
})

test('appliers come first, then writers by time', () => {
  const web = new TestObject('ConfigMap')
  web.create({ data: { a: '1' } }, 'zoe')
  web.write((object) => {
    object.data = { a: '1', b: '1' }
  }, 'adam')
  web.apply({ data: { c: '1' } }, 'ci')
  const entries = web.live.metadata.managedFields ?? []
  expect(entries.map(({ manager, operation }) => `${operation} ${manager}`)).toEqual([
    'Apply ci',
    'Update adam',
    'Update zoe',
  ])
})

test('of more than ten writers the oldest are put together', () => {
  const web = new TestObject('ConfigMap')
  web.create({ data: { key: '1' } }, 'writer-00')
  for (let index = 1; index < 14; index++) {
    web.write((object) => {
      object.data = { ...asObject(object.data), [`key${index}`]: '1' }
    }, `writer-${index}`)
  }
  const managers = web.live.metadata.managedFields?.map(({ manager }) => manager)
  expect(managers).toHaveLength(10)
  expect(managers).toContain('ancient-changes')
})
