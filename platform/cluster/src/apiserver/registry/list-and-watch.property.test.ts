import { FakeClock } from '@gitops-example/kit/testing/fake-clock'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseLabelSelector } from '../../machinery/selectors/parse-label-selector.ts'
import { StatusError } from '../../machinery/status-error.ts'
import { createStore } from '../../storage/store.ts'
import { type Api, createApi } from './api.ts'
import { create } from './create.ts'
import { deleteObject } from './delete.ts'
import { listObjects } from './list.ts'
import type { ObjectFilter } from './object-filter.ts'
import { update } from './update.ts'
import { eventOf, startOfWatch } from './watch.ts'

type Step = { do: 'create' | 'update' | 'delete'; name: string; label: string }

const steps = fc.array(
  fc.record({
    do: fc.constantFrom<Step['do']>('create', 'update', 'delete'),
    name: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    label: fc.constantFrom('in', 'out'),
  }),
  { maxLength: 40 },
)

function emptyApi(): Api {
  const clock = new FakeClock()
  const api = createApi(clock, createStore(clock))
  create(api, resourceOf(api, 'namespaces'), '', { metadata: { name: 'dev' } })
  return api
}

function resourceOf(api: Api, plural: string) {
  const resource = api.resources.find('', 'v1', plural)
  if (resource === undefined) throw new Error(`no ${plural}`)
  return resource
}

/** Steps that cannot be done, such as deleting what is not there, change nothing. */
function run(api: Api, all: readonly Step[]): void {
  const resource = resourceOf(api, 'configmaps')
  for (const { do: action, name, label } of all) {
    const object = { metadata: { name, labels: { stage: label } } }
    try {
      if (action === 'create') create(api, resource, 'dev', object)
      else if (action === 'update') update(api, { resource, namespace: 'dev', name }, object)
      else deleteObject(api, { resource, namespace: 'dev', name })
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
    }
  }
}

const filters: ObjectFilter[] = [
  { namespace: 'dev', labels: [], fields: [] },
  { namespace: 'dev', labels: parseLabelSelector('stage=in'), fields: [] },
  {
    labels: parseLabelSelector('stage!=in'),
    fields: [{ field: 'metadata.name', operator: '!=', value: 'c' }],
  },
]

const stateOf = (api: Api, filter: ObjectFilter) =>
  listObjects(api, resourceOf(api, 'configmaps'), filter, {}).items.map(({ metadata }) => [
    metadata.name,
    metadata.resourceVersion,
  ])

describe('lists and watches', () => {
  it("replaying a watch's events over the list it began with gives the list at the end", () => {
    fc.assert(
      fc.property(steps, steps, fc.constantFrom(...filters), (before, after, filter) => {
        const api = emptyApi()
        const resource = resourceOf(api, 'configmaps')
        run(api, before)
        const listed = listObjects(api, resource, filter, {})
        run(api, after)
        const { missed } = startOfWatch(api, resource, filter, { resourceVersion: String(listed.version) })
        const known = new Map(
          listed.items.map((object) => [object.metadata.name, object.metadata.resourceVersion]),
        )
        for (const change of missed) {
          if (change.resource !== 'configmaps') continue
          const event = eventOf(filter, change)
          if (event === undefined) continue
          const { name, resourceVersion } = event.object.metadata
          expect(known.has(name)).toBe(event.type !== 'ADDED')
          if (event.type === 'DELETED') known.delete(name)
          else known.set(name, resourceVersion)
        }
        expect([...known].sort()).toEqual(stateOf(api, filter))
      }),
    )
  })

  it('all pages together are the list as it was when the first was read', () => {
    fc.assert(
      fc.property(
        steps,
        steps,
        fc.integer({ min: 1, max: 4 }),
        fc.constantFrom(...filters),
        (before, between, limit, filter) => {
          const api = emptyApi()
          const resource = resourceOf(api, 'configmaps')
          run(api, before)
          const whole = stateOf(api, filter)
          const seen: string[][] = []
          let token: string | undefined
          do {
            const page = listObjects(api, resource, filter, {
              limit,
              ...(token !== undefined && { continue: token }),
            })
            seen.push(...page.items.map(({ metadata }) => [metadata.name, metadata.resourceVersion]))
            token = page.continue
            run(api, between)
          } while (token !== undefined)
          expect(seen).toEqual(whole)
        },
      ),
    )
  })

  it('concurrent writers that retry on conflict never lose an update', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 60 }), (turns) => {
        const api = emptyApi()
        const resource = resourceOf(api, 'configmaps')
        const target = { resource, namespace: 'dev', name: 'counter' }
        const read = () => api.store.get('configmaps', 'dev', 'counter')
        create(api, resource, 'dev', { metadata: { name: 'counter' }, data: { count: '0' } })
        const held = new Map<number, ReturnType<typeof read>>()
        let written = 0
        for (const writer of turns) {
          const mine = held.get(writer)
          if (mine === undefined) {
            held.set(writer, read())
            continue
          }
          held.delete(writer)
          const count = Number((mine.data as { count: string }).count) + 1
          try {
            update(api, target, { ...mine, data: { count: String(count) } })
            written++
          } catch (error) {
            expect((error as StatusError).reason).toBe('Conflict')
          }
        }
        expect(read()).toMatchObject({ data: { count: String(written) } })
      }),
    )
  })
})
