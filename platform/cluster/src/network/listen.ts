import type { Server } from 'node:net'

/** Listens on the first port of `wishes` that is free on 127.0.0.1, else on any; resolves with the port. */
export async function listenOnLoopback(server: Server, wishes: readonly number[]): Promise<number> {
  for (const wish of wishes) {
    if (await tryListen(server, '127.0.0.1', wish)) return wish
  }
  await listen(server, '127.0.0.1', 0)
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** False when the port cannot be had, for whatever reason; the server can then be asked to listen elsewhere. */
export async function tryListen(server: Server, host: string, port: number): Promise<boolean> {
  try {
    await listen(server, host, port)
    return true
  } catch {
    return false
  }
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}
