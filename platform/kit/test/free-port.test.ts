import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { freePort, onFreePort } from '@gitops-example/kit/free-port'
import { expect, it } from 'vitest'

async function listen(port: number): Promise<Server & AsyncDisposable> {
  const server = createServer()
  server.listen({ host: '127.0.0.1', port })
  await once(server, 'listening')
  return server
}

it('takes another port when somebody takes the first before it is listened on', async () => {
  const preferred = await freePort()
  const tried: number[] = []
  const others: (Server & AsyncDisposable)[] = []
  try {
    const port = await onFreePort(preferred, async (port) => {
      tried.push(port)
      if (tried.length === 1) others.push(await listen(port))
      await using _ = await listen(port)
      return port
    })
    expect(tried).toEqual([preferred, port])
  } finally {
    for (const other of others) await other[Symbol.asyncDispose]()
  }
})

it('does not try again when the start fails for another reason', async () => {
  let tries = 0
  const start = () => {
    tries++
    return Promise.reject(new Error('no disk'))
  }
  await expect(onFreePort(0, start)).rejects.toThrow('no disk')
  expect(tries).toBe(1)
})
