import { describe, expect, test } from 'vitest'
import { asDraft, at, type JsonObject } from '../../../machinery/json/json.ts'
import { refusal } from '../testing/refusal.ts'
import { deployment, TestObject } from '../testing/test-objects.ts'

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
      asDraft(object.spec).replicas = 5
    }, 'kubectl-scale')
    expect(at(web.apply(deployment(), 'ci'), 'spec', 'replicas')).toBe(5)
  })

  test('what nobody owns below a removed map keeps it', () => {
    const web = new TestObject('ConfigMap')
    web.apply({ metadata: { annotations: { a: '1' } } }, 'ci')
    web.write((object) => {
      asDraft(object.metadata).annotations = { a: '1', b: '1' }
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
