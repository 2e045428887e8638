import { expect, test } from 'vitest'
import { asArray, asDraft, asObject, at, type JsonObject } from '../../../machinery/json/json.ts'
import { refusal } from '../testing/refusal.ts'
import { deployment, TestObject } from '../testing/test-objects.ts'

function containers(object: object): JsonObject[] {
  return asArray(at(object, 'spec', 'template', 'spec', 'containers')).map(asObject)
}

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
  const spec = asDraft(at(both, 'spec', 'template', 'spec'))
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
