import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import type { Attack } from './attack.ts'
import { hostileTexts } from './hostile-texts.ts'

const answerLimitMs = 60_000

/** Bodies for the Kubernetes API, as JSON. */
const bodies: Record<string, () => string> = {
  'deep JSON': () => `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`,
  'a map of many keys': () =>
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'many' },
      data: Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`key${index}`, 'a'])),
    }),
  'a name that is an object': () =>
    JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: { a: 1 } } }),
  'keys of every object': () =>
    '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"odd","labels":{"__proto__":"a","constructor":"b"}}}',
  'half a surrogate': () =>
    '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"half"},"data":{"a":"\\ud800"}}',
}

/** What an ingress may be sent on one connection. */
const streams: Record<string, string> = {
  'two hosts': 'GET / HTTP/1.1\r\nHost: webapp.localhost\r\nHost: api.localhost\r\n\r\n',
  'two lengths':
    'POST / HTTP/1.1\r\nHost: webapp.localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  'an upgrade to nothing':
    'GET / HTTP/1.1\r\nHost: webapp.localhost\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n',
  'long headers': `GET / HTTP/1.1\r\nHost: webapp.localhost\r\nX-Long: ${'a'.repeat(100_000)}\r\n\r\n`,
  'no HTTP': '\u0016\u0003\u0001\u0000\u0000garbage\r\n\r\n',
}

/** Requests that no well-behaved client sends, to the Kubernetes API and to the ingress: both answer the next one. */
export const hostileRequests: Attack = {
  kind: 'hostile-requests',
  async run({ platform, checkout }, random) {
    const isForApi = random.percent(60)
    const name = random.pick(Object.keys(isForApi ? { ...bodies, ...hostileTexts } : streams))
    if (isForApi) {
      const file = join(checkout.dir, '.gitops', 'hostile')
      writeFileSync(file, (bodies[name] ?? hostileTexts[name])?.() ?? '')
      const path = '/api/v1/namespaces/default/configmaps'
      const { stderr } = await platform.kubectl('create', '--raw', path, '-f', file)
      if (/InternalError|panic|TypeError|RangeError/.test(stderr)) {
        throw new Error(`The API server broke on ${name}: ${stderr.slice(0, 500)}`)
      }
      await platform.kubectl('delete', 'configmaps', '--ignore-not-found', 'many', 'odd', 'half')
    } else {
      await send(Number((await platform.page('webapp')).port), streams[name] ?? '')
    }
    const version = await platform.kubectl('get', '--raw', '/version')
    if (version.exitCode !== 0) throw new Error(`The API server is gone after ${name}: ${version.stderr}`)
    const { status } = await platform.get('webapp')
    if (status !== 200) throw new Error(`The web app answers ${status} after ${name}.`)
    return `request with ${name} to the ${isForApi ? 'API' : 'ingress'}`
  },
}

/** Resolves when the server has answered or closed; throws when it does neither. */
async function send(port: number, text: string): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  try {
    socket.on('error', () => undefined)
    socket.write(text)
    const signal = AbortSignal.timeout(answerLimitMs)
    await Promise.race([once(socket, 'data', { signal }), once(socket, 'close', { signal })])
  } finally {
    socket.destroy()
  }
}
