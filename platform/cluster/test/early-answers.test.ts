import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { request } from 'node:https'
import { json } from 'node:stream/consumers'
import { connect } from 'node:tls'
import { expect, it } from 'vitest'
import type { ApiClient } from '../src/testing/api-client.ts'
import { ApiOnlyCluster } from '../src/testing/api-only-cluster.ts'

const maps = '/api/v1/namespaces/default/configmaps'
const large = JSON.stringify({ metadata: { name: 'a' }, data: { a: 'x'.repeat(4 * 1024 * 1024) } })
const refusal = { reason: 'RequestEntityTooLarge', message: 'Request entity too large: limit is 3145728' }

async function post(client: ApiClient, saysLength: boolean): Promise<IncomingMessage> {
  const { headers, ...options } = client.options()
  const length = saysLength ? { 'Content-Length': large.length } : {}
  const outgoing = request({
    ...options,
    method: 'POST',
    path: maps,
    headers: { ...headers, 'Content-Type': 'application/json', ...length },
  })
  outgoing.end(large)
  const [answer] = await once(outgoing, 'response')
  outgoing.on('error', () => {}) // of what it still sends
  return answer
}

it('answers a body past its limit with 413, whether or not its length is said', async () => {
  const cluster = await ApiOnlyCluster.start()
  try {
    for (let attempt = 0; attempt < 8; attempt++) {
      const answer = await post(cluster.client, attempt % 2 === 0)
      expect(answer.statusCode).toBe(413)
      expect(await json(answer)).toMatchObject(refusal)
    }
  } finally {
    await cluster.stop()
  }
})

it('answers a client without a token that reads only when its upload is out', async () => {
  const cluster = await ApiOnlyCluster.start()
  try {
    const { url, authority } = cluster.client
    const client = connect({
      host: url.hostname,
      port: Number(url.port),
      ca: authority,
      servername: 'localhost',
    })
    await once(client, 'secureConnect')
    client.pause()
    client.write(`POST ${maps} HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${large.length}\r\n\r\n`)
    await new Promise<void>((resolve, reject) => {
      client.once('error', reject)
      client.write(large, () => resolve())
    })
    client.resume()
    const [bytes] = await once(client, 'data')
    expect(String(bytes)).toMatch(/^HTTP\/1.1 401 /)
    client.destroy()
  } finally {
    await cluster.stop()
  }
})
