import { describeError, GitopsError } from '@gitops-example/kit/errors'
import { quietPort } from '@gitops-example/kit/testing/quiet-port'
import { argoCdAt } from '@gitops-example/release/argo-cd/argo-cd'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, type ArgoCdServer, argoToken, serveArgoCd } from './argo-cd-server.ts'

let server: ArgoCdServer
beforeAll(async () => {
  server = await serveArgoCd()
})
afterAll(() => server[Symbol.asyncDispose]())

async function failure(call: Promise<unknown>): Promise<GitopsError> {
  const error = await call.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (!(error instanceof GitopsError)) throw new Error(`Expected a GitopsError, not ${String(error)}.`)
  expect(JSON.stringify([describeError(error), error.stack, String(error.cause)])).not.toContain(argoToken)
  return error
}

describe('an Argo CD', () => {
  it('is asked for an Application by its name, with the token, and compares with git first', async () => {
    server.says('api', {
      health: 'Degraded',
      message: 'Deployment "api" exceeded its progress deadline',
      images: ['docker.io/me/api:v1'],
      history: [{ revision: 'a'.repeat(40), deployedAt: '2026-01-02T03:04:05Z' }],
    })
    server.requests.length = 0
    expect(await argoCdAt(server.url, `${argoToken}\n`).application('api', { refresh: true })).toEqual({
      sync: 'Synced',
      health: 'Degraded',
      message: 'Deployment api: Deployment "api" exceeded its progress deadline',
      images: ['docker.io/me/api:v1'],
      history: [{ revisions: ['a'.repeat(40)], at: Date.UTC(2026, 0, 2, 3, 4, 5) }],
    })
    await argoCdAt(server.url, argoToken).application('api')
    expect(server.requests).toEqual([
      'GET /api/v1/applications/api?refresh=normal',
      'GET /api/v1/applications/api',
    ])
  })

  it('may be below a path, and be named without a scheme only where it has a certificate', async () => {
    server.says('api', {})
    server.requests.length = 0
    await argoCdAt(`${server.url}/argo-cd`, argoToken).application('api')
    expect(server.requests).toEqual(['GET /argo-cd/api/v1/applications/api'])
    const bare = argoCdAt(server.url.replace('http://', ''), argoToken)
    expect(await failure(bare.application('api'))).toMatchObject({ code: 'argo-cd-unreachable' })
  })

  it('has no Application of a name', async () => {
    server.says('api', { status: 404, body: '{"code":5}' })
    expect(await argoCdAt(server.url, argoToken).application('api')).toBeUndefined()
  })

  const elsewhere = { location: 'https://login.example.com/auth?state=x' }
  it.each<{ name: string; answer: Answer; code: string; words: string; timeoutMs?: number }>([
    {
      name: 'answers 403',
      answer: { status: 403 },
      code: 'refused',
      words: 'answers 403 for Application api',
    },
    {
      name: 'answers 400',
      answer: { status: 400 },
      code: 'refused',
      words: 'answers 400 for Application api',
    },
    {
      name: 'redirects',
      answer: { status: 307, headers: elsewhere },
      code: 'refused',
      words: 'redirects to https://login.example.com. Set ARGOCD_SERVER',
    },
    { name: 'answers 500', answer: { status: 500, body: 'oops' }, code: 'unreachable', words: 'status 500' },
    { name: 'answers 429', answer: { status: 429 }, code: 'unreachable', words: 'status 429' },
    {
      name: 'answers with a page',
      answer: { status: 200, body: '<!doctype html>' },
      code: 'unreachable',
      words: 'the answer is not JSON',
    },
    {
      name: 'answers with something else',
      answer: { status: 200, body: '{"items":[]}' },
      code: 'unreachable',
      words: 'the answer is not an Application',
    },
    {
      name: 'answers with null',
      answer: { status: 200, body: 'null' },
      code: 'unreachable',
      words: 'the answer is not an Application',
    },
    {
      name: 'does not answer',
      answer: () => {},
      code: 'unreachable',
      words: 'no answer within 0.2 s',
      timeoutMs: 200,
    },
    {
      name: 'stops in the middle',
      answer: (_, response) => {
        response.writeHead(200, { 'content-length': 100 }).write('{"metadata":')
      },
      code: 'unreachable',
      words: 'no answer within 0.2 s',
      timeoutMs: 200,
    },
    {
      name: 'hangs up',
      answer: (request) => request.socket.destroy(),
      code: 'unreachable',
      words: 'no answer (',
    },
  ])('that $name is $code', async ({ answer, code, words, timeoutMs }) => {
    server.says('api', answer)
    const error = await failure(argoCdAt(server.url, argoToken, timeoutMs).application('api'))
    expect(error).toMatchObject({ code: `argo-cd-${code}`, retryable: code === 'unreachable' })
    expect(describeError(error)).toContain(words)
  })

  it('that does not know the token says so, and nobody prints it', async () => {
    const wrong = 'eyJ3cm9uZw.token.x'
    const error = await failure(argoCdAt(server.url, wrong).application('api'))
    expect(error).toMatchObject({ code: 'argo-cd-refused', retryable: false })
    expect(describeError(error)).toContain('answers 401 for Application api. The token has expired')
    expect(describeError(error)).not.toContain(wrong)
  })

  it('that is down is distinguished from one that refuses', async () => {
    const error = await failure(argoCdAt(`127.0.0.1:${await quietPort()}`, argoToken).application('api'))
    expect(error).toMatchObject({ code: 'argo-cd-unreachable', retryable: true })
    expect(error.message).toContain('no answer (ECONNREFUSED)')
  })
})

it.each([
  {
    name: 'a token of two lines',
    server: 'argocd.example.com',
    token: 'first-line\nsecond-line',
    code: 'argo-cd-token',
  },
  { name: 'an empty token', server: 'argocd.example.com', token: ' ', code: 'argo-cd-token' },
  { name: 'an address that is none', server: 'https://', token: argoToken, code: 'argo-cd-address' },
])('refuses $name without printing the token', ({ server, token, code }) => {
  let thrown: unknown
  try {
    argoCdAt(server, token)
  } catch (error) {
    thrown = error
  }
  expect(thrown).toMatchObject({ code })
  expect(describeError(thrown)).not.toContain('second-line')
  expect(describeError(thrown)).not.toContain(argoToken)
})
