import fc from 'fast-check'
import { expect, it, vi } from 'vitest'
import { asObject, type JsonObject } from '../../machinery/json/json.ts'
import { matchesLabelSelector } from '../../machinery/selectors/label-selector.ts'
import { matchesLabels, parseLabelSelector } from '../../machinery/selectors/parse-label-selector.ts'
import { TestObject } from './testing/test-objects.ts'

// Generated cases on a busy machine take longer than one test usually may.
vi.setConfig({ testTimeout: 60_000 })

/** What every object inherits, and a few names that nothing inherits. */
const names = [
  '__proto__',
  'constructor',
  'toString',
  'valueOf',
  'hasOwnProperty',
  'length',
  'then',
  'a',
  'b',
]
const key = fc.constantFrom(...names)
const texts = fc.uniqueArray(fc.tuple(key, fc.constantFrom('1', '2')), { selector: ([name]) => name })

/** A plain object of JSON, in which every name is a field of its own. */
function objectOf(entries: Iterable<readonly [string, unknown]>): JsonObject {
  const fields = [...entries].map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
  return JSON.parse(`{${fields.join(',')}}`)
}

/** A ConfigMap's data and whose each key is, as Kubernetes' documents say it. */
class Model {
  readonly data = new Map<string, string>()
  readonly owners = new Map<string, Set<string>>()

  /** A write that is not an apply: what changes is the writer's alone. */
  set(name: string, value: string | null): void {
    if (value === null) {
      this.data.delete(name)
      this.owners.delete(name)
    } else if (this.data.get(name) !== value) {
      this.data.set(name, value)
      this.owners.set(name, new Set(['writer']))
    }
  }

  apply(applied: ReadonlyMap<string, string>, manager: string): void {
    for (const [name, owners] of this.owners) {
      if (applied.has(name) || !owners.delete(manager) || owners.size > 0) continue
      this.set(name, null)
    }
    for (const [name, value] of applied) {
      if (this.data.get(name) !== value) this.owners.set(name, new Set())
      this.data.set(name, value)
      this.owners.get(name)?.add(manager)
    }
  }
}

type Step = { name: string; run: (object: TestObject, model: Model) => void }

function patchStep(contentType: string) {
  const changes = fc.uniqueArray(fc.tuple(key, fc.constantFrom('1', '2', null)), {
    selector: ([name]) => name,
  })
  return changes.map((entries): Step => {
    return {
      name: `${contentType} ${JSON.stringify(entries)}`,
      run(object, model) {
        object.patch(contentType, { data: objectOf(entries) }, 'writer')
        for (const [name, value] of entries) model.set(name, value)
      },
    }
  })
}

const jsonPatchStep = fc.tuple(key, fc.constantFrom('1', '2'), key).map(
  ([name, value, other]): Step => ({
    name: `JSON patch ${name} ${value} ${other}`,
    run(object, model) {
      const add = [
        { op: 'add', path: '/data/kept', value: '0' },
        { op: 'add', path: `/data/${name}`, value },
        { op: 'copy', from: `/data/${name}`, path: `/data/${other}` },
      ]
      object.patch('application/json-patch+json', [{ op: 'add', path: '/data', value: {} }, ...add], 'writer')
      for (const old of [...model.data.keys()]) if (![name, other, 'kept'].includes(old)) model.set(old, null)
      model.set('kept', '0')
      model.set(name, value)
      model.set(other, value)
    },
  }),
)

const applyStep = fc.tuple(texts, fc.constantFrom('one', 'two')).map(
  ([entries, manager]): Step => ({
    name: `${manager} applies ${JSON.stringify(entries)}`,
    run(object, model) {
      object.apply({ data: objectOf(entries) }, manager, { force: true })
      model.apply(new Map(entries), manager)
    },
  }),
)

const updateStep = texts.map(
  (entries): Step => ({
    name: `update to ${JSON.stringify(entries)}`,
    run(object, model) {
      object.write((draft) => {
        draft.data = objectOf(entries)
      }, 'writer')
      for (const old of [...model.data.keys()]) if (!new Map(entries).has(old)) model.set(old, null)
      for (const [name, value] of entries) model.set(name, value)
    },
  }),
)

it('every write takes keys of every name', () => {
  const steps = fc.oneof(
    patchStep('application/merge-patch+json'),
    patchStep('application/strategic-merge-patch+json'),
    jsonPatchStep,
    applyStep,
    updateStep,
  )
  fc.assert(
    fc.property(fc.array(steps, { minLength: 1, maxLength: 6 }), (taken) => {
      const object = new TestObject('ConfigMap')
      const model = new Model()
      object.create({ data: { a: '1' } }, 'writer')
      model.set('a', '1')
      for (const { name, run } of taken) {
        run(object, model)
        const data = Object.entries(asObject(object.live.data)).sort()
        expect(data, name).toEqual([...model.data].sort())
      }
    }),
    { numRuns: 300 },
  )
})

it('selectors pick labels of every name, and none that is only inherited', () => {
  fc.assert(
    fc.property(texts, key, (entries, asked) => {
      const labels = objectOf(entries) as Record<string, string>
      const value = new Map(entries).get(asked)
      const picks = (operator: string, values?: string[]) =>
        matchesLabelSelector(
          { matchExpressions: [{ key: asked, operator, ...(values && { values }) }] },
          labels,
        )
      expect(picks('Exists')).toBe(value !== undefined)
      expect(picks('DoesNotExist')).toBe(value === undefined)
      expect(picks('In', ['1'])).toBe(value === '1')
      expect(picks('NotIn', ['1'])).toBe(value !== '1')
      const matchLabels = objectOf([[asked, '1']]) as Record<string, string>
      expect(matchesLabelSelector({ matchLabels }, labels)).toBe(value === '1')
      if (asked === '__proto__') return
      expect(matchesLabels(parseLabelSelector(asked), labels)).toBe(value !== undefined)
      expect(matchesLabels(parseLabelSelector(`${asked}!=1`), labels)).toBe(value !== '1')
    }),
  )
})

it('refuses an operator that is only inherited', () => {
  expect(() => parseLabelSelector('app constructor web')).toThrow("found 'constructor', expected: in, notin")
})
