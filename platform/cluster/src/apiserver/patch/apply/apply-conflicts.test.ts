import { expect, test } from 'vitest'
import { asDraft } from '../../../machinery/json/json.ts'
import { createClusterClient } from '../../registry/in-process-client.ts'
import { refusal } from '../testing/refusal.ts'
import { deployment, TestObject } from '../testing/test-objects.ts'

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
    asDraft(object.spec).paused = true
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
