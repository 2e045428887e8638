import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { asObject, at, type JsonObject } from '../../../machinery/json/json.ts'
import { deployment, TestObject } from '../testing/test-objects.ts'

// Thousands of generated cases on a busy machine take longer than one test usually may.
vi.setConfig({ testTimeout: 60_000 })

const key = fc.constantFrom('a', 'b', 'c', 'd', 'e')
const data = fc.dictionary(key, fc.constantFrom('1', '2', '3'))

const container = fc.record(
  {
    image: fc.constantFrom('web:1', 'web:2'),
    env: fc.uniqueArray(fc.record({ name: key, value: fc.constantFrom('x', 'y') }), {
      selector: ({ name }) => name,
    }),
    ports: fc.uniqueArray(fc.record({ containerPort: fc.integer({ min: 1, max: 9 }) }), {
      selector: ({ containerPort }) => containerPort,
    }),
    args: fc.array(key, { maxLength: 3 }),
    resources: fc.record({
      limits: fc.dictionary(fc.constantFrom('cpu', 'memory'), fc.constantFrom('1', '2000m')),
    }),
  },
  { requiredKeys: [] },
)
const spec = fc.record(
  { replicas: fc.integer({ min: 0, max: 3 }), minReadySeconds: fc.integer({ min: 0, max: 3 }) },
  { requiredKeys: [] },
)
const manifest = fc.tuple(container, spec).map(([fields, more]) => deployment(fields, more))

test('applying twice changes nothing', () => {
  fc.assert(
    fc.property(fc.array(manifest, { minLength: 1, maxLength: 4 }), (manifests) => {
      const web = new TestObject('Deployment')
      for (const fields of manifests) {
        const first = web.apply(fields, 'ci')
        expect(web.apply(fields, 'ci')).toBe(first)
      }
    }),
    { numRuns: 60 },
  )
})

test('after any history a forced apply leaves what the manifest says, and nothing else that the applier ever set', () => {
  fc.assert(
    fc.property(fc.array(manifest, { minLength: 2, maxLength: 5 }), (manifests) => {
      const web = new TestObject('Deployment')
      for (const fields of manifests) web.apply(fields, 'ci', { force: true })
      const fresh = new TestObject('Deployment')
      const last = manifests.at(-1) ?? {}
      fresh.apply(last, 'ci')
      expect(web.live.spec).toEqual(fresh.live.spec)
      expect(web.owned()).toEqual(fresh.owned())
    }),
    { numRuns: 60 },
  )
})

interface Step {
  manager: string
  data: Record<string, string>
  verb: 'apply' | 'write'
}

const step: fc.Arbitrary<Step> = fc.record({
  manager: fc.constantFrom('one', 'two', 'three'),
  data,
  verb: fc.constantFrom<Step['verb'][]>('apply', 'write'),
})

test('concurrent appliers never lose a field that nobody took from them', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const config = new TestObject('ConfigMap')
      config.apply({ data: {} }, 'start')
      /** What each applier's last successful configuration says, as far as no later write changed it. */
      const standing = new Map<string, Record<string, string>>()
      for (const { manager, data: wanted, verb } of steps) {
        if (verb === 'write') {
          config.write((object) => {
            object.data = { ...asObject(object.data), ...wanted }
          }, `${manager}-write`)
        } else {
          try {
            config.apply({ data: wanted }, manager)
            standing.set(manager, { ...wanted })
          } catch {
            // A conflict: nothing of it was written.
          }
        }
        const live = config.live.data as Record<string, string> | undefined
        for (const claims of standing.values()) {
          for (const [name, value] of Object.entries(claims)) {
            if (verb === 'write' && Object.hasOwn(wanted, name)) delete claims[name]
            else expect(live?.[name]).toBe(value)
          }
        }
      }
    }),
    { numRuns: 200 },
  )
})

test('every owned field exists, whatever is applied and written', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 10 }), (steps) => {
      const config = new TestObject('ConfigMap')
      config.apply({ data: {} }, 'start')
      for (const { manager, data: wanted, verb } of steps) {
        if (verb === 'apply') config.apply({ data: wanted }, manager, { force: true })
        else {
          config.write((object) => {
            object.data = wanted
          }, manager)
        }
        for (const owned of Object.values(config.owned())) {
          const fields = Object.keys(asObject(at(owned, 'f:data'))).filter((name) => name.startsWith('f:'))
          for (const field of fields) expect(config.live.data).toHaveProperty(field.slice(2))
        }
      }
    }),
    { numRuns: 100 },
  )
})

test('a body of any JSON is applied or refused, and never reaches a prototype', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 6 }), (text) => {
      const web = new TestObject('ConfigMap')
      const body = JSON.parse(
        `{"data":${text},"__proto__":{"polluted":true},"constructor":${text}}`,
      ) as JsonObject
      try {
        web.apply(body, 'ci')
      } catch (error) {
        expect(error).toMatchObject({ name: 'GitopsError' })
      }
      expect(({} as JsonObject).polluted).toBeUndefined()
    }),
    { numRuns: 200 },
  )
})
