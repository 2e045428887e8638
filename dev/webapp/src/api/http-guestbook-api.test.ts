import { describe, expect, test, vi } from 'vitest'
import { ApiError, type Caller } from './guestbook-api.ts'
import { createHttpGuestbookApi } from './http-guestbook-api.ts'
import type { Answer, Request } from './send.ts'

const caller: Caller = { requestId: 'r-1', log: { warn: () => {} } }
const unreachable = new ApiError('unreachable', 'no connection')
const draft = { author: 'Ada', message: 'Hello' }
const emptyPage: Answer = { status: 200, body: '{"entries":[],"nextCursor":null}' }
const answer = (status: number, body = ''): Answer => ({ status, body })

/** An API whose exchanges end as listed, one after the other. */
function scripted(...outcomes: (Answer | ApiError)[]) {
  const sent: Request[] = []
  const pause = vi.fn(async (_ms: number) => {})
  const send = async (request: Request) => {
    sent.push(request)
    const outcome = outcomes.shift()
    if (outcome === undefined) throw new Error('one exchange too many')
    if (outcome instanceof ApiError) throw outcome
    return outcome
  }
  return { api: createHttpGuestbookApi({ sender: { send, close: () => {} }, pause }), sent, pause }
}

describe('list', () => {
  test('asks for a page by its cursor and passes the request id on', async () => {
    const { api, sent } = scripted(emptyPage)
    await api.list('a&b', caller)
    expect(sent).toEqual([{ method: 'GET', path: '/entries?limit=20&cursor=a%26b', requestId: 'r-1' }])
  })

  test.each([
    { name: 'no connection', outcome: unreachable },
    { name: 'a lost answer', outcome: new ApiError('no-answer', 'lost') },
    { name: '502', outcome: answer(502) },
    { name: '503', outcome: answer(503) },
    { name: '504', outcome: answer(504) },
  ])('is tried again after $name', async ({ outcome }) => {
    const { api, sent } = scripted(outcome, outcome, emptyPage)
    await expect(api.list(undefined, caller)).resolves.toEqual({ entries: [], nextCursor: null })
    expect(sent).toHaveLength(3)
  })

  test('gives up after two retries, the second after a longer pause', async () => {
    const { api, pause } = scripted(unreachable, unreachable, unreachable)
    await expect(api.list(undefined, caller)).rejects.toBe(unreachable)
    const pauses = pause.mock.calls.map(([ms]) => ms)
    expect(pauses).toHaveLength(2)
    expect(pauses[0]).toBeLessThan(75)
    expect(pauses[1]).toBeGreaterThanOrEqual(50)
    expect(pauses[1]).toBeLessThan(150)
  })

  test.each([
    { name: 'a mistake of the API', outcome: answer(500), code: 'failed' },
    { name: 'a refused cursor', outcome: answer(400), code: 'refused' },
    { name: 'an answer outside the contract', outcome: answer(200, '{}'), code: 'malformed' },
    { name: 'a redirect', outcome: answer(302), code: 'malformed' },
  ])('is not tried again after $name', async ({ outcome, code }) => {
    const { api } = scripted(outcome)
    await expect(api.list(undefined, caller)).rejects.toMatchObject({ code })
  })
})

describe('add', () => {
  test.each([unreachable, new ApiError('no-answer', 'lost'), answer(503)])(
    'is never sent twice: %o',
    async (outcome) => {
      const { api, sent } = scripted(outcome)
      await expect(api.add(draft, caller)).rejects.toThrow(ApiError)
      expect(sent).toHaveLength(1)
    },
  )

  test('reports the fields that the API refuses', async () => {
    const body = '{"title":"Bad Request","errors":[{"pointer":"/author","detail":"too long"}]}'
    const { api } = scripted(answer(400, body))
    await expect(api.add(draft, caller)).rejects.toMatchObject({
      code: 'refused',
      mayHaveHappened: false,
      problems: [{ field: 'author', detail: 'too long' }],
    })
  })
})

describe('remove', () => {
  test.each([
    { name: '204', outcomes: [answer(204)] },
    { name: '404', outcomes: [answer(404)] },
    {
      name: '404 after an attempt whose answer was lost',
      outcomes: [new ApiError('no-answer', 'lost'), answer(404)],
    },
  ])('is done at $name', async ({ outcomes }) => {
    const { api, sent } = scripted(...outcomes)
    await api.remove('a/b', caller)
    expect(sent.at(-1)?.path).toBe('/entries/a%2Fb')
  })

  test('of an id that the API refuses fails', async () => {
    const { api } = scripted(answer(400))
    await expect(api.remove('x', caller)).rejects.toMatchObject({ code: 'refused', status: 400 })
  })
})
