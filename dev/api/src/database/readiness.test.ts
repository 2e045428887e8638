import { describe, expect, test } from 'vitest'
import { DatabaseUnavailableError } from './database-unavailable-error.ts'
import { createReadiness } from './readiness.ts'

/** A database whose answers are scripted, and the time. */
function scripted({ mayPause = false } = {}) {
  const world = {
    now: 0,
    lastAnswer: Number.NEGATIVE_INFINITY,
    questions: 0,
    answer: async (): Promise<boolean> => true,
    limit: () => new Promise<void>(() => {}),
  }
  const check = createReadiness({
    hasSchema: async () => {
      world.questions++
      const answer = await world.answer()
      world.lastAnswer = world.now
      return answer
    },
    lastAnswer: () => world.lastAnswer,
    now: () => world.now,
    limit: () => world.limit(),
    mayPause,
  })
  return { world, check }
}

describe('the database is', () => {
  test('ready when it answers and has the schema', async () => {
    const { check } = scripted()
    expect(await check()).toBeUndefined()
  })

  test('not ready before the newest migration, and asked again each time', async () => {
    const { world, check } = scripted()
    world.answer = async () => false
    expect(await check()).toBe('the database lacks the newest migration')
    world.answer = async () => true
    expect(await check()).toBeUndefined()
  })

  test('not asked while its answers to others are fresh', async () => {
    const { world, check } = scripted()
    await check()
    world.now = 999
    world.answer = async () => {
      throw new DatabaseUnavailableError('away')
    }
    expect(await check()).toBeUndefined()
    world.now = 1_000
    expect(await check()).toBe('the database is away')
    expect(world.questions).toBe(2)
  })

  test('left alone where it may pause, once it has the schema', async () => {
    const { world, check } = scripted({ mayPause: true })
    const { answer } = world
    world.answer = async () => false
    expect(await check()).toBe('the database lacks the newest migration')
    world.answer = answer
    expect(await check()).toBeUndefined()
    world.now = 1e9
    expect(await check()).toBeUndefined()
    expect(world.questions).toBe(2)
  })

  test('ready again as soon as it answers', async () => {
    const { world, check } = scripted()
    const { answer } = world
    world.answer = async () => {
      throw new DatabaseUnavailableError('away')
    }
    expect(await check()).toBe('the database is away')
    world.answer = answer
    expect(await check()).toBeUndefined()
  })

  test('not ready when it does not answer in time, and meanwhile asked only once', async () => {
    const { world, check } = scripted()
    world.answer = () => new Promise(() => {})
    world.limit = async () => {}
    const answers = await Promise.all([check(), check(), check()])
    expect(new Set(answers)).toEqual(new Set(['the database does not answer in time']))
    expect(world.questions).toBe(1)
  })
})
