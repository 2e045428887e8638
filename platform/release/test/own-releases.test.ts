import { gitIn } from '@gitops-example/kit/git/git'
import { deploymentsOf } from '@gitops-example/release/metrics/deployments'
import { rollback } from '@gitops-example/release/rollback/rollback'
import { expect, it } from 'vitest'
import { releasesOf } from '../src/locate/release-history.ts'
import { values } from '../src/testing/scratch-repository.ts'
import { branch, machine } from './release-machine.ts'

const valuesPath = 'ops/environments/local/05_applications/values/web.yaml'

it('records releases and rollbacks on their branch; what people pushed stays as it was', async () => {
  using all = await machine()
  await all.ensure()
  const first = await all.push('first')
  await all.release(first)
  const second = await all.push('second')
  await all.release(second)

  await rollback({ ...all.options, app: 'web', by: 'Ann', reason: 'Empty pages.' })

  expect(await all.tag()).toBe(first)
  expect(await all.scratch.head()).toBe(second)
  expect(await all.scratch.subjects()).toEqual(['second', 'first', 'First commit'])
  const history = await gitIn(all.scratch.origin).run(['log', '--format=%s', branch])
  expect(history.split('\n')).toEqual([
    `Roll back web in local from ${second.slice(0, 7)} to ${first.slice(0, 7)}`,
    `Release ${second.slice(0, 7)} to local: web`,
    `Release ${first.slice(0, 7)} to local: web`,
    'Begin the releases of local on this machine',
  ])
  const paths = await gitIn(all.scratch.origin).run(['ls-tree', '-r', '--name-only', branch])
  expect(paths.split('\n')).toEqual([
    'README.md',
    'ops/environments/local/05_applications/releases/web.yaml',
    'ops/environments/local/quarantine.yaml',
  ])
  const kinds = (await deploymentsOf(all.objects, await all.scratch.head(branch), 'local')).map(
    ({ kind }) => kind,
  )
  expect(kinds).toEqual(['release', 'release', 'rollback'])
  expect(all.moves).toEqual(Array(3).fill(`refs/heads/${branch}`))
  expect((await gitIn(all.scratch.origin).try(['fsck', '--strict'])).exitCode).toBe(0)
})

it('makes a branch again that somebody deleted, with all that was on it', async () => {
  using all = await machine()
  expect(await all.ensure()).toBe('begun')
  await all.release(await all.push('first'))
  const before = await all.scratch.head(branch)
  await gitIn(all.scratch.origin).run(['update-ref', '-d', `refs/heads/${branch}`])

  await expect(all.release(await all.push('second'))).rejects.toThrow(/has no branch releases\/local/)
  expect(await all.ensure()).toBe('restored')
  expect(await all.scratch.head(branch)).toBe(before)
  expect(await all.ensure()).toBe('present')
})

it('goes on from tags that values files held before, with their history, and touches nothing of master', async () => {
  using all = await machine()
  const first = await all.push('first')
  const withTag = (tag: string) =>
    values('web').replace('replicaCount', `  # Ours.\n  tag: "${tag}"\nreplicaCount`)
  await all.scratch.commit(all.clone, 'Release first', { [valuesPath]: withTag(first) })
  const second = await all.push('second')
  const master = await all.scratch.commit(all.clone, 'Release second', { [valuesPath]: withTag(second) })

  expect(await all.ensure(true)).toBe('moved')

  expect(await all.tag()).toBe(second)
  expect(await all.scratch.head()).toBe(master)
  const releases = await releasesOf(all.objects, await all.scratch.head(branch), 'local', 'web')
  expect(releases.map(({ tag }) => tag)).toEqual([second, first])
  const subject = await gitIn(all.scratch.origin).run(['log', '-1', '--format=%s', branch])
  expect(subject).toBe('Move the releases of local to a branch of their own')
  const done = await rollback({ ...all.options, app: 'web', by: 'Ann', reason: 'Empty pages.' })
  expect(done.to).toBe(first)
})

it('takes nothing over from another machine, whose releases came with a clone', async () => {
  using all = await machine()
  const text = values('web').replace('replicaCount', `  tag: "${'a'.repeat(40)}"\nreplicaCount`)
  const head = await all.scratch.commit(all.clone, 'A release of somebody else', { [valuesPath]: text })
  expect(await all.ensure(false)).toBe('begun')
  const plan = await all.plan(head)
  expect(plan.apps.map(({ app }) => app.name)).toEqual(['api', 'web'])
})

it('goes back to an older commit once the branch was moved there, and not before', async () => {
  using all = await machine()
  await all.ensure()
  const older = await all.push('older')
  const newer = await all.push('newer')
  await all.release(newer)
  expect((await all.release(older)).kept).toEqual([{ app: 'web', tag: newer, why: 'it runs a newer commit' }])

  await all.clone.run(['push', '--quiet', '--force', 'origin', `${older}:master`])

  expect((await all.release(older)).changed).toEqual([{ app: 'web', from: newer, to: older }])
  await expect(all.release(newer)).rejects.toThrow(/is not in the history of master/)
})

it('brings a commit back that is in quarantine when a person went back to it, and takes it out', async () => {
  using all = await machine()
  await all.ensure()
  await all.release(await all.push('good'))
  const bad = await all.push('bad')
  await all.release(bad)
  await rollback({ ...all.options, app: 'web', by: 'Ann', reason: 'Empty pages.' })
  await expect(all.release(bad)).rejects.toThrow(/was rolled back/)

  await all.release(bad, { liftsQuarantine: true })

  expect(await all.tag()).toBe(bad)
  expect(await all.scratch.file('ops/environments/local/quarantine.yaml', branch)).not.toContain(bad)
})
