import { expect, it } from 'vitest'
import { registryFailure, registryHost } from './registry-failure.ts'

const fatal = (message: string) => `time="2026-01-02T03:04:05Z" level=fatal msg=${JSON.stringify(message)}\n`

it.each([
  { said: 'reading manifest x in h/a: manifest unknown: manifest unknown', code: 'image-missing' },
  { said: 'reading manifest x in h/a: name unknown: repository name not known', code: 'image-missing' },
  {
    said: 'reading manifest x in docker.io/me/a: errors:\ndenied: requested access to the resource is denied\nunauthorized: authentication required\n',
    code: 'registry-denied',
  },
  {
    said: 'checking push permissions: unable to retrieve auth token: invalid username/password: unauthorized',
    code: 'registry-denied',
  },
  {
    said: 'pinging container registry h:5000: Get "https://h:5000/v2/": http: server gave HTTP response to HTTPS client',
    code: 'registry-insecure',
  },
  {
    said: 'Get "https://h/v2/": x509: certificate signed by unknown authority',
    code: 'registry-certificate',
  },
  { said: 'Get "https://h/v2/": context deadline exceeded', code: 'registry-unreachable', retryable: true },
  {
    said: 'Get "https://h/v2/": dial tcp: lookup h: no such host',
    code: 'registry-unreachable',
    retryable: true,
  },
  {
    said: 'received unexpected HTTP status: 503 Service Unavailable',
    code: 'registry-unreachable',
    retryable: true,
  },
  {
    said: 'toomanyrequests: You have reached your pull rate limit',
    code: 'registry-unreachable',
    retryable: true,
  },
  {
    said: 'Get "https://h/v2/": http: server closed idle connection',
    code: 'registry-unreachable',
    retryable: true,
  },
  { said: 'something that nobody has seen', code: 'registry-failed' },
])('$said is $code', ({ said, code, retryable = false }) => {
  const failure = registryFailure('push h/a:x', 'h/a', fatal(said))
  expect(failure).toMatchObject({ code, retryable })
  expect(failure.message).toBe(`Cannot push h/a:x: ${said.replace(/\.?$/, '.')}`)
  expect(failure.hint).toBeTruthy()
})

it.each([
  { name: 'lines of another kind', stderr: 'one\ntwo\nthree\nfour\n', want: 'two\nthree\nfour.' },
  { name: 'nothing', stderr: '', want: 'skopeo printed nothing.' },
  { name: 'a warning before', stderr: `level=warning msg="slow"\n${fatal('gone')}`, want: 'gone.' },
])('reads $name', ({ stderr, want }) => {
  expect(registryFailure('push', 'h/a', stderr).message).toBe(`Cannot push: ${want}`)
})

it.each([
  { repository: 'me/web', host: 'docker.io' },
  { repository: 'web', host: 'docker.io' },
  { repository: 'ghcr.io/me/web', host: 'ghcr.io' },
  { repository: 'localhost/web', host: 'localhost' },
  { repository: 'registry:5000/web', host: 'registry:5000' },
])('the registry of $repository is $host', ({ repository, host }) => {
  expect(registryHost(repository)).toBe(host)
})
