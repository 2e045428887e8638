import { gitIn } from '@gitops-example/kit/git/git'
import { ownReleases, ScratchRepository } from '@gitops-example/release/testing/scratch-repository'
import { expect, it } from 'vitest'
import { greeting, helloApp, sharedFiles, WatchedDelivery } from './hello-app.ts'

const greet = 'dev/hello/src/greet.ts'
const releases = 'releases/local'

const machine = () => machineOf(ownReleases('local'))

async function machineOf(more: Record<string, string>) {
  const scratch = await ScratchRepository.create({ ...sharedFiles(), ...helloApp(), ...more })
  const clone = await scratch.clone()
  const watched = new WatchedDelivery(scratch)
  const push = async (word: string) => await scratch.commit(clone, word, { [greet]: greeting(word) })
  /** Moves master of the machine and delivers it, as the hook reports it. */
  const move = async (before: string, after: string) => {
    await clone.run(['push', '--quiet', '--force', 'origin', `${after}:master`])
    watched.delivery.pushed({ before, after })
    await watched.delivery.idle()
  }
  return {
    scratch,
    clone,
    watched,
    push,
    move,
    tag: () => scratch.tag('local', 'hello', releases),
    async [Symbol.asyncDispose]() {
      await watched[Symbol.asyncDispose]()
      scratch[Symbol.dispose]()
    },
  }
}

it('releases on a branch of its own, and leaves the delivered branch as it was pushed', async () => {
  await using all = await machine()
  const first = await all.push('Hi')
  await all.watched.deliver(first)
  expect(await all.tag()).toBe(first)
  expect(await all.scratch.head()).toBe(first)
  const released = all.watched.end<'delivery.released'>(first)
  expect(released?.payload.bumpRevision).toBe(await all.scratch.head(releases))
  expect(all.watched.moves).toEqual([`refs/heads/${releases}`])
})

it('delivers an amended commit, and an older one that the branch is moved back to', async () => {
  await using all = await machine()
  const first = await all.push('Hi')
  await all.watched.deliver(first)
  const second = await all.push('Hello there')
  await all.watched.deliver(second)
  await all.clone.run(['commit', '--quiet', '--amend', '--message', 'Amended'])
  const amended = await all.clone.run(['rev-parse', 'HEAD'])

  await all.move(second, amended)
  expect(all.watched.end(amended)?.name).toBe('delivery.nothing') // the same content runs
  await all.move(amended, first)
  expect(await all.tag()).toBe(first)
})

it('makes the branch of releases again when somebody deleted it, and goes on', async () => {
  await using all = await machine()
  await all.watched.deliver(await all.push('Hi'))
  const before = await all.scratch.head(releases)
  await gitIn(all.scratch.origin).run(['update-ref', '-d', `refs/heads/${releases}`])
  const second = await all.push('Hello there')
  await all.watched.deliver(second)
  expect(await all.tag()).toBe(second)
  const parents = await gitIn(all.scratch.origin).run(['log', '-1', '--format=%P', releases])
  expect(parents).toBe(before)
  expect(all.watched.lines).toContain(`the branch ${releases} was gone and is there again`)
})

it('says which commit is delivered instead, when the branch was moved away during the checks', async () => {
  await using all = await machine()
  const first = await all.push('Hi')
  await all.watched.deliver(first)
  const second = await all.push('Hello there')
  all.watched.delivery.pushed({ before: first, after: second })
  await all.move(second, first)
  const superseded = all.watched.end<'delivery.superseded'>(second)
  expect(superseded).toMatchObject({ name: 'delivery.superseded', payload: { by: first } })
  expect(await all.tag()).toBe(first)
})

it('refuses a values file with a key twice, by file, line and key', async () => {
  await using all = await machine()
  await all.watched.deliver(await all.push('Hi'))
  const values = 'ops/environments/local/05_applications/values/hello.yaml'
  const text = `${await all.scratch.file(values)}replicaCount: 2\n`
  const head = await all.scratch.commit(all.clone, 'Two', { [values]: text, [greet]: greeting('Two') })
  await all.watched.deliver(head)
  const failed = all.watched.end<'delivery.failed'>(head)
  expect(failed?.payload.reason).toContain(
    `Cannot read ${values}:5:1: the key replicaCount is there a second time.`,
  )
})

it('refuses a commit from before releases had a branch, rather than record where nobody reads', async () => {
  await using all = await machine()
  const first = await all.push('Hi')
  await all.watched.deliver(first)
  const before = await all.scratch.commit(all.clone, 'As it was', {
    'ops/environments/local/05_applications/values.yaml': undefined,
    [greet]: greeting('Before'),
  })
  await all.watched.deliver(before)
  expect(all.watched.end<'delivery.failed'>(before)?.payload.reason).toContain(
    'its Applications of local do not read the branch releases/local.',
  )
  expect(await all.scratch.head()).toBe(before)
  expect(await all.tag()).toBe(first)
})

it('goes on from what ran, with its checks, when the first commit with such a branch is pushed', async () => {
  await using all = await machineOf({})
  const { clone, watched, scratch } = all
  const first = await all.push('Hi')
  await watched.deliver(first)
  const before = await scratch.head()
  expect(await scratch.tag('local', 'hello')).toBe(first)
  await clone.run(['pull', '--quiet', '--rebase', 'origin', 'master'])

  const moving = await scratch.commit(clone, 'Merge upstream', {
    ...ownReleases('local'),
    [greet]: greeting('Hello there'),
  })
  watched.delivery.pushed({ before, after: moving })
  await watched.delivery.idle()

  expect(await all.tag()).toBe(moving)
  expect(watched.steps(moving)).toContain('test passed')
  const history = await gitIn(scratch.origin).run(['log', '--format=%s', '-3', releases])
  expect(history.split('\n')).toEqual([
    `Release ${moving.slice(0, 7)} to local: hello`,
    'Move the releases of local to a branch of their own',
    `Release ${first.slice(0, 7)} to local: hello`,
  ])
})
