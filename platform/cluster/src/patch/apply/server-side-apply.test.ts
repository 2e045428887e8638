import { describe, expect, test } from 'vitest'
import { createClusterClient } from '../../api/cluster-client.ts'
import { StatusError } from '../../api/status-error.ts'
import { asArray, asObject, at, type JsonObject } from '../../json/json.ts'
import { deployment, TestObject } from '../testing/test-objects.ts'

function refusal(action: () => unknown): StatusError['status'] {
  try {
    action()
  } catch (error) {
    if (error instanceof StatusError) return error.status
    throw error
  }
  throw new Error('it was not refused')
}

function containers(object: object): JsonObject[] {
  return asArray(at(object, 'spec', 'template', 'spec', 'containers')).map(asObject)
}

describe('ownership', () => {
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
      asObject(object.data).a = '2'
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
      delete asObject(object.data).a
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
      asObject(object.metadata).managedFields = []
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
})

describe('conflicts', () => {
  test('one field of another manager is named in upstream’s words', () => {
    const web = new TestObject('Deployment')
    web.create(deployment({}, { replicas: 2 }), 'kubectl-client-side-apply')
    expect(refusal(() => web.apply({ spec: { replicas: 3 } }, 'ci'))).toMatchObject({
      code: 409,
      reason: 'Conflict',
      message:
        'Apply failed with 1 conflict: conflict with "kubectl-client-side-apply" using apps/v1: .spec.replicas',
      details: {
        causes: [
          {
            reason: 'FieldManagerConflict',
            message: 'conflict with "kubectl-client-side-apply" using apps/v1',
            field: '.spec.replicas',
          },
        ],
      },
    })
  })

  test('a controller that scaled is heard too', () => {
    const web = new TestObject('Deployment')
    web.apply(deployment({}, { replicas: 2 }), 'ci')
    const client = createClusterClient(web.api)
    const live = client.get('deployments', 'dev', 'web')
    if (live === undefined) throw new Error('it was just applied')
    client.update('deployments', {
      ...live,
      spec: { ...live.spec, replicas: 5 } as typeof live.spec & object,
    })
    expect(refusal(() => web.apply(deployment({}, { replicas: 2 }), 'ci')).message).toBe(
      'Apply failed with 1 conflict: conflict with "kube-controller-manager" using apps/v1: .spec.replicas',
    )
  })

  test('several are listed by manager', () => {
    const web = new TestObject('Deployment')
    web.apply(deployment({}, { replicas: 2 }), 'one')
    web.write((object) => {
      asObject(object.spec).paused = true
    }, 'two')
    const changed = deployment({ image: 'web:2' }, { replicas: 3, paused: false })
    expect(refusal(() => web.apply(changed, 'ci')).message).toBe(
      [
        'Apply failed with 3 conflicts: conflicts with "one":',
        '- .spec.replicas',
        '- .spec.template.spec.containers[name="web"].image',
        'conflicts with "two" using apps/v1:',
        '- .spec.paused',
      ].join('\n'),
    )
  })

  test('force takes the fields away from their owner', () => {
    const web = new TestObject('ConfigMap')
    web.apply({ data: { a: '1', b: '1' } }, 'one')
    web.apply({ data: { a: '2' } }, 'two', { force: true })
    expect(web.live.data).toEqual({ a: '2', b: '1' })
    expect(web.owned()).toEqual({ one: { 'f:data': { 'f:b': {} } }, two: { 'f:data': { 'f:a': {} } } })
  })

  test('the same value is no conflict', () => {
    const web = new TestObject('ConfigMap')
    web.apply({ data: { a: '1' } }, 'one')
    expect(() => web.apply({ data: { a: '1' } }, 'two')).not.toThrow()
  })

  test('kubectl may take what it applied on the client’s side before', () => {
    const web = new TestObject('ConfigMap')
    const before = web.manifest({ data: { a: '1' } })
    const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(before) }
    web.create({ metadata: { annotations }, data: { a: '1', b: '1' } }, 'kubectl-client-side-apply')
    expect(refusal(() => web.apply({ data: { a: '2' } }, 'ci')).code).toBe(409)
    expect(refusal(() => web.apply({ data: { b: '2' } }, 'kubectl')).code).toBe(409)
    const applied = web.apply({ data: { a: '2' } }, 'kubectl')
    expect(applied.data).toEqual({ a: '2', b: '1' })
    const noted = applied.metadata.annotations?.['kubectl.kubernetes.io/last-applied-configuration'] ?? ''
    expect(JSON.parse(noted)).toMatchObject({ data: { a: '2' } })
  })
})

describe('lists and maps', () => {
  test('containers merge by name; those of others stay', () => {
    const web = new TestObject('Deployment')
    web.apply(deployment(), 'ci')
    web.apply(
      { spec: { template: { spec: { containers: [{ name: 'proxy', image: 'proxy:1' }] } } } },
      'injector',
    )
    web.apply(deployment({ image: 'web:2' }), 'ci')
    expect(containers(web.live).map(({ name, image }) => `${name} ${image}`)).toEqual([
      'web web:2',
      'proxy proxy:1',
    ])
  })

  test('a container that its applier leaves out is gone, with all its defaults', () => {
    const web = new TestObject('Deployment')
    const both = deployment()
    const spec = asObject(at(both, 'spec', 'template', 'spec'))
    spec.containers = [
      { name: 'web', image: 'web:1' },
      { name: 'proxy', image: 'proxy:1' },
    ]
    web.apply(both, 'ci')
    expect(containers(web.apply(deployment(), 'ci')).map(({ name }) => name)).toEqual(['web'])
  })

  test('items take the order of the applier', () => {
    const web = new TestObject('Deployment')
    const env = (...names: string[]) => deployment({ env: names.map((name) => ({ name, value: '1' })) })
    web.apply(env('A', 'B', 'C'), 'ci')
    web.apply(env('C', 'NEW', 'A', 'B'), 'ci')
    const [container] = containers(web.live)
    expect(asArray(container?.env).map((variable) => asObject(variable).name)).toEqual(['C', 'NEW', 'A', 'B'])
  })

  test('ports with the same number and another protocol are two items', () => {
    const web = new TestObject('Deployment')
    const ports = [{ containerPort: 53 }, { containerPort: 53, protocol: 'UDP' }]
    web.apply(deployment({ ports }), 'ci')
    web.apply(deployment({ ports: [{ containerPort: 53, protocol: 'UDP' }] }), 'ci')
    expect(containers(web.live)[0]?.ports).toEqual([{ containerPort: 53, protocol: 'UDP' }])
  })

  test('a set is owned value by value', () => {
    const web = new TestObject('ConfigMap')
    web.apply({ metadata: { finalizers: ['example.com/a'] } }, 'one')
    web.apply({ metadata: { finalizers: ['example.com/b'] } }, 'two')
    expect(web.live.metadata.finalizers).toEqual(['example.com/a', 'example.com/b'])
    web.apply({}, 'one')
    expect(web.live.metadata.finalizers).toEqual(['example.com/b'])
    expect(web.owned()).toEqual({
      two: { 'f:metadata': { 'f:finalizers': { 'v:"example.com/b"': {} } } },
    })
  })

  test('an atomic map has one owner and is replaced as a whole', () => {
    const web = new TestObject('Service')
    web.apply({ spec: { ports: [{ port: 80 }], selector: { app: 'web', tier: 'x' } } }, 'ci')
    web.apply({ spec: { ports: [{ port: 80 }], selector: { app: 'web' } } }, 'ci')
    expect(at(web.live, 'spec', 'selector')).toEqual({ app: 'web' })
  })

  test('a list that gives a key twice is refused', () => {
    const web = new TestObject('Deployment')
    const env = [
      { name: 'A', value: '1' },
      { name: 'A', value: '2' },
    ]
    expect(refusal(() => web.apply(deployment({ env }), 'ci'))).toMatchObject({
      code: 400,
      message: expect.stringContaining('duplicate entries for key [name="A"]'),
    })
  })
})

describe('removal', () => {
  test('a field that its applier leaves out goes back to its default', () => {
    const web = new TestObject('Deployment')
    web.apply(deployment({}, { replicas: 3 }), 'ci')
    expect(at(web.apply(deployment(), 'ci'), 'spec', 'replicas')).toBe(1)
  })

  test('a field that somebody else took stays', () => {
    const web = new TestObject('Deployment')
    web.apply(deployment({}, { replicas: 3 }), 'ci')
    web.write((object) => {
      asObject(object.spec).replicas = 5
    }, 'kubectl-scale')
    expect(at(web.apply(deployment(), 'ci'), 'spec', 'replicas')).toBe(5)
  })

  test('what nobody owns below a removed map keeps it', () => {
    const web = new TestObject('ConfigMap')
    web.apply({ metadata: { annotations: { a: '1' } } }, 'ci')
    web.write((object) => {
      asObject(object.metadata).annotations = { a: '1', b: '1' }
    }, 'other')
    expect(web.apply({}, 'ci').metadata.annotations).toEqual({ b: '1' })
  })
})

describe('nothing changes', () => {
  const kinds: { kind: string; fields: JsonObject }[] = [
    { kind: 'Deployment', fields: deployment({ resources: { limits: { cpu: '1000m', memory: '1024Mi' } } }) },
    { kind: 'Secret', fields: { stringData: { password: 'x' } } },
    { kind: 'Service', fields: { spec: { ports: [{ port: 80 }] } } },
    { kind: 'ConfigMap', fields: { metadata: { creationTimestamp: null, labels: {} }, data: {} } },
    {
      kind: 'Job',
      fields: {
        spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'a', image: 'a:1' }] } } },
      },
    },
  ]
  test.each(kinds)('when a $kind is applied again', async ({ kind, fields }) => {
    const web = new TestObject(kind)
    const first = web.apply(fields, 'ci')
    await web.clock.advance(60_000)
    expect(web.apply(fields, 'ci')).toBe(first)
  })
})

describe('what cannot be applied', () => {
  const cases: { name: string; fields: JsonObject; want: string }[] = [
    {
      name: 'an unknown field',
      fields: { spec: { replica: 3 } },
      want: 'failed to create typed patch object (dev/web; apps/v1, Kind=Deployment): .spec.replica: field not declared in schema',
    },
    {
      name: 'another version',
      fields: { apiVersion: 'apps/v2' },
      want: 'Incorrect version specified in apply patch. Specified patch version: apps/v2, expected: apps/v1',
    },
    {
      name: 'managed fields',
      fields: { metadata: { managedFields: [] } },
      want: 'metadata.managedFields must be nil',
    },
  ]
  test.each(cases)('$name', ({ fields, want }) => {
    const web = new TestObject('Deployment')
    expect(refusal(() => web.apply(fields, 'ci'))).toMatchObject({ code: 400, message: want })
  })
})
