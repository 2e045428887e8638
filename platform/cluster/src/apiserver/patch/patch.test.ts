import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { asArray, asObject, at, isObject, type JsonObject } from '../../machinery/json/json.ts'
import { StatusError } from '../../machinery/status-error.ts'
import { applyMergePatch } from './merge-patch.ts'
import { refusal } from './testing/refusal.ts'
import { deployment, TestObject } from './testing/test-objects.ts'

// Generated cases on a busy machine take longer than one test usually may.
vi.setConfig({ testTimeout: 60_000 })

const json = 'application/json-patch+json'
const merge = 'application/merge-patch+json'

describe('merge patch', () => {
  // RFC 7386, appendix A.
  const cases: { target: JsonObject; patch: JsonObject; want: JsonObject }[] = [
    { target: { a: 'b' }, patch: { a: 'c' }, want: { a: 'c' } },
    { target: { a: 'b' }, patch: { b: 'c' }, want: { a: 'b', b: 'c' } },
    { target: { a: 'b' }, patch: { a: null }, want: {} },
    { target: { a: 'b', b: 'c' }, patch: { a: null }, want: { b: 'c' } },
    { target: { a: ['b'] }, patch: { a: 'c' }, want: { a: 'c' } },
    { target: { a: 'c' }, patch: { a: ['b'] }, want: { a: ['b'] } },
    { target: { a: { b: 'c' } }, patch: { a: { b: 'd', c: null } }, want: { a: { b: 'd' } } },
    { target: { a: [{ b: 'c' }] }, patch: { a: [1] }, want: { a: [1] } },
    { target: { e: null }, patch: { a: 1 }, want: { e: null, a: 1 } },
    { target: {}, patch: { a: { bb: { ccc: null } } }, want: { a: { bb: {} } } },
  ]
  test.each(cases)('$target with $patch is $want', ({ target, patch, want }) => {
    expect(applyMergePatch(structuredClone(target), patch)).toEqual(want)
  })

  test('the same patch twice is the same as once', () => {
    const value = fc.letrec((tie) => ({
      node: fc.oneof({ maxDepth: 3 }, fc.constantFrom(1, 'x', null, [1], []), tie('object')),
      object: fc.dictionary(fc.constantFrom('a', 'b', '__proto__', 'constructor'), tie('node')),
    }))
    fc.assert(
      fc.property(value.object, value.object, (target, patch) => {
        const once = applyMergePatch(structuredClone(target) as JsonObject, patch)
        const twice = applyMergePatch(structuredClone(once), patch)
        expect(twice).toEqual(once)
      }),
    )
  })

  test('a field called __proto__ is a field', () => {
    const patched = applyMergePatch({}, JSON.parse('{"__proto__":{"polluted":true}}'))
    expect(({} as JsonObject).polluted).toBeUndefined()
    expect(Object.keys(patched)).toEqual(['__proto__'])
  })
})

describe('JSON patch', () => {
  function patched(operations: unknown): unknown {
    const web = new TestObject('Deployment')
    web.create(deployment({}, { replicas: 1 }), 'test')
    return web.patch(json, operations)
  }

  test('changes, adds, moves and tests', () => {
    const result = patched([
      { op: 'test', path: '/spec/replicas', value: 1 },
      { op: 'replace', path: '/spec/replicas', value: 2 },
      { op: 'add', path: '/metadata/labels', value: { 'a/b': '1' } },
      { op: 'copy', from: '/metadata/labels/a~1b', path: '/metadata/labels/c' },
      { op: 'move', from: '/metadata/labels/c', path: '/metadata/labels/d' },
      { op: 'add', path: '/spec/template/spec/containers/-', value: { name: 'b', image: 'b:1' } },
      { op: 'remove', path: '/spec/template/spec/containers/0' },
    ])
    expect(at(result, 'spec', 'replicas')).toBe(2)
    expect(at(result, 'metadata', 'labels')).toEqual({ 'a/b': '1', d: '1' })
    const containers = asArray(at(result, 'spec', 'template', 'spec', 'containers'))
    expect(containers.map((container) => asObject(container).name)).toEqual(['b'])
  })

  const refused: { name: string; patch: unknown; code: number; says: string }[] = [
    {
      name: 'a test that fails',
      patch: [{ op: 'test', path: '/spec/replicas', value: 7 }],
      code: 422,
      says: 'testing value /spec/replicas failed: test failed',
    },
    {
      name: 'a path that is not there',
      patch: [{ op: 'replace', path: '/spec/nothing', value: 7 }],
      code: 422,
      says: 'replace operation does not apply: doc is missing path: /spec/nothing: missing value',
    },
    {
      name: 'an index that is none',
      patch: [{ op: 'replace', path: '/spec/template/spec/containers/-', value: {} }],
      code: 422,
      says: 'replace operation does not apply: doc is missing path: /spec/template/spec/containers/-: missing value',
    },
    {
      name: 'an unknown operation',
      patch: [{ op: 'grow', path: '/spec' }],
      code: 422,
      says: 'Unexpected kind: grow',
    },
    {
      name: 'a way to a prototype',
      patch: [{ op: 'add', path: '/__proto__/polluted', value: true }],
      code: 422,
      says: 'add operation does not apply: doc is missing path: /__proto__/polluted: missing value',
    },
  ]
  test.each(refused)('refuses $name', ({ patch, code, says }) => {
    const status = refusal(() => patched(patch))
    expect(status).toMatchObject({
      code,
      message: `the server rejected our request due to an error in our request: ${says}`,
    })
    expect(({} as JsonObject).polluted).toBeUndefined()
  })

  const nests = Array.from({ length: 600 }, () => [
    { op: 'add', path: '/spec/y', value: {} },
    { op: 'move', from: '/spec/x', path: '/spec/y/x' },
    { op: 'move', from: '/spec/y', path: '/spec/x' },
  ])
  test.each([
    { name: 'moves', operations: [{ op: 'add', path: '/spec/x', value: {} }, ...nests.flat()] },
    {
      name: 'values that are added below each other',
      operations: ['', '/a'.repeat(300)].map((below) => ({
        op: 'add',
        path: below === '' ? '/spec/a' : `/spec${below}/a`,
        value: JSON.parse(`${'{"a":'.repeat(301)}1${'}'.repeat(301)}`),
      })),
    },
  ])('refuses $name that nest an object too deep', ({ operations }) => {
    expect(refusal(() => patched(operations))).toMatchObject({
      code: 422,
      message: expect.stringContaining('the object is nested more than 500 levels deep'),
    })
  })

  test('refuses what is no list, and a list that is too long', () => {
    expect(refusal(() => patched({ op: 'test' })).code).toBe(400)
    const many = Array.from({ length: 10_001 }, () => ({ op: 'test', path: '/kind', value: 'Deployment' }))
    expect(refusal(() => patched(many)).code).toBe(413)
  })

  test('any list of operations is applied or refused, and leaves the live object alone', () => {
    const pointer = fc.constantFrom(
      '',
      '/spec',
      '/spec/replicas',
      '/spec/template/spec/containers/0',
      '/spec/template/spec/containers/-',
      '/spec/template/spec/containers/9',
      '/__proto__/x',
      '/metadata/labels/a',
      'spec',
    )
    const operation = fc.record(
      {
        op: fc.constantFrom('add', 'remove', 'replace', 'move', 'copy', 'test', 'x'),
        path: pointer,
        from: pointer,
        value: fc.jsonValue({ maxDepth: 2 }),
      },
      { requiredKeys: ['op'] },
    )
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 4 }), (operations) => {
        const web = new TestObject('Deployment')
        const before = web.create(deployment(), 'test')
        const text = JSON.stringify(before)
        try {
          web.patch(json, operations)
        } catch (error) {
          expect(error).toBeInstanceOf(StatusError)
        }
        expect(JSON.stringify(before)).toBe(text)
      }),
      { numRuns: 200 },
    )
  })
})

describe('patch types', () => {
  test('an unknown one is a 415 that lists the others', () => {
    const web = new TestObject('ConfigMap')
    web.create({}, 'test')
    expect(refusal(() => web.patch('text/plain', {}))).toMatchObject({
      code: 415,
      message:
        'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json, application/apply-patch+yaml',
    })
  })

  test('a patch that is no object is a 400', () => {
    const web = new TestObject('ConfigMap')
    web.create({}, 'test')
    for (const type of [merge, 'application/strategic-merge-patch+json']) {
      for (const body of [null, 3, 'x', []]) expect(refusal(() => web.patch(type, body)).code).toBe(400)
    }
  })

  test('the live object stays as it was', () => {
    const web = new TestObject('ConfigMap')
    const before = web.create({ data: { a: '1' } }, 'test')
    web.patch(merge, { data: { a: '2' } })
    expect(isObject(before.data) && before.data.a).toBe('1')
  })
})

describe('bodies that are large', () => {
  const many = 3000

  test('copies that double an object are refused', () => {
    const web = new TestObject('ConfigMap')
    web.create({ data: { a: 'x'.repeat(1000) } }, 'test')
    const copies = Array.from({ length: 40 }, (_, index) => ({
      op: 'copy',
      from: '/data',
      path: `/data/copy${index}`,
    }))
    expect(refusal(() => web.patch(json, copies))).toMatchObject({
      code: 413,
      reason: 'RequestEntityTooLarge',
    })
  })

  test('long lists merge by key in one pass', () => {
    const env = Array.from({ length: many }, (_, index) => ({ name: `V${index}`, value: '1' }))
    const web = new TestObject('Deployment')
    web.create(deployment({ env }), 'test')
    const patch = {
      spec: {
        template: {
          spec: { containers: [{ name: 'web', env: env.map(({ name }) => ({ name, value: '2' })) }] },
        },
      },
    }
    const patched = web.patch('application/strategic-merge-patch+json', patch)
    const [container] = asArray(at(patched, 'spec', 'template', 'spec', 'containers'))
    expect(asArray(asObject(container).env)).toHaveLength(many)
    expect(() => web.apply(deployment({ env }), 'ci', { force: true })).not.toThrow()
  })
})
