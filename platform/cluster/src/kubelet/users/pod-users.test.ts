import { expect, it } from 'vitest'
import { PodUsers } from './pod-users.ts'

const app = { uid: 10_001, gid: 10_001 }

it('gives each pod other ids for the same user, and one pod always the same', () => {
  const users = new PodUsers({ first: 5000, count: 10 })
  expect(users.hostUser('a', app)).toEqual({ uid: 5000, gid: 5000 })
  expect(users.hostUser('b', app)).toEqual({ uid: 5001, gid: 5001 })
  expect(users.hostUser('a', { uid: 10_001, gid: 2000 })).toEqual({ uid: 5000, gid: 5002 })
  expect([...users.hostIds('a')]).toEqual([5000, 5002])
})

it.each([
  { title: 'root', user: { uid: 0, gid: 0 } },
  { title: 'no user', user: undefined },
])('never runs $title as root of the machine', ({ user }) => {
  expect(new PodUsers({ first: 5000, count: 10 }).hostUser('a', user)).toEqual({ uid: 5000, gid: 5000 })
})

it('gives the ids of a pod that is gone to others, as late as possible', () => {
  const users = new PodUsers({ first: 5000, count: 2 })
  users.hostUser('a', app)
  users.release('a')
  expect(users.hostUser('b', app)?.uid).toBe(5001)
  expect(users.hostUser('c', app)?.uid).toBe(5000)
  expect([...users.hostIds('a')]).toEqual([])
})

it('refuses a pod when no id is left', () => {
  const users = new PodUsers({ first: 5000, count: 1 })
  users.hostUser('a', app)
  expect(() => users.hostUser('b', app)).toThrow('no user id is left')
})

it('leaves ids as they are where there is no range', () => {
  const users = new PodUsers(undefined)
  expect([users.hostUser('a', app), users.hostUser('a', undefined)]).toEqual([app, undefined])
  expect(users.hostIds('a').size).toBe(0)
})
