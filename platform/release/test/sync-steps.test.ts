import { syncSteps } from '@gitops-example/release/metrics/sync-steps'
import { expect, it } from 'vitest'
import { ScratchRepository } from '../src/testing/scratch-repository.ts'

/** Commits `a` to `e` of one branch, by their letters. */
async function branch() {
  const scratch = await ScratchRepository.create({ 'a.txt': 'a' })
  const clone = await scratch.clone()
  const hashes = new Map([['a', await scratch.head()]])
  for (const name of ['b', 'c', 'd', 'e']) {
    hashes.set(name, await scratch.commit(clone, name, { [`${name}.txt`]: name }))
  }
  const nameOf = new Map([...hashes].map(([name, hash]) => [hash, name]))
  const hash = (name: string) => hashes.get(name) ?? name
  const names = (some: ReadonlySet<string>) =>
    [...some]
      .map((one) => nameOf.get(one) ?? '?')
      .sort()
      .join('')
  const read = async (...revisions: string[]) => {
    const history = revisions.map((one, at) => ({ revisions: one.split(',').map(hash), at }))
    const found = await syncSteps(scratch.origin, hash('e'), { history, sync: 'Synced', health: 'Healthy' })
    return found && [...found.steps.map(({ brought }) => names(brought)), `then ${names(found.waiting)}`]
  }
  return { scratch, read, hash }
}

it('reports which commits each sync brought, and which none has', async () => {
  const { scratch, read } = await branch()
  using _ = scratch
  expect(await read('a', 'c', 'd')).toEqual(['bc', 'd', 'then e'])
  expect(await read('b')).toEqual(['then cde'])
  expect(await read()).toBeUndefined()
})

it('leaves out what a sync to an older commit would bring, and commits that are not here', async () => {
  const { scratch, read } = await branch()
  using _ = scratch
  expect(await read('b', 'd', 'b', 'e')).toEqual(['cd', '', 'cde', 'then '])
  expect(await read('a', 'f'.repeat(40), 'd', 'e')).toEqual(['e', 'then '])
  expect(await read('a', 'f'.repeat(40))).toBeUndefined()
})

it('reads an Application of several sources, of which only one is in git', async () => {
  const { scratch, read } = await branch()
  using _ = scratch
  expect(await read('1.2.3,a', '1.2.4,c')).toEqual(['bc', 'then de'])
  expect(await read('1.2.3', '1.2.4')).toBeUndefined()
})

it.each([
  { sync: 'Synced', health: 'Healthy', want: 'good' },
  { sync: 'OutOfSync', health: 'Healthy', want: 'good' },
  { sync: 'Synced', health: 'Degraded', want: 'bad' },
  { sync: 'OutOfSync', health: 'Degraded', want: 'open' },
  { sync: 'Synced', health: 'Progressing', want: 'open' },
])('$sync and $health is $want', async ({ sync, health, want }) => {
  using scratch = await ScratchRepository.create({ 'a.txt': 'a' })
  const head = await scratch.head()
  const history = [{ revisions: [head], at: 0 }]
  expect((await syncSteps(scratch.origin, head, { history, sync, health }))?.health).toBe(want)
})
