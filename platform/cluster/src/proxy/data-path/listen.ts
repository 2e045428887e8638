import type { Server } from 'node:net'

/** Listens on the first port of `wishes` that is free on 127.0.0.1, else on any; resolves with the port. */
export async function listenOnLoopback(server: Server, wishes: readonly number[]): Promise<number> {
  for (const wish of wishes) {
    if ((await tryListen(server, '127.0.0.1', wish)) === 'listening') return wish
  }
  const outcome = await tryListen(server, '127.0.0.1', 0)
  if (outcome !== 'listening') throw outcome
  return portOf(server)
}

/** Resolves with the error where the port is not available; the server can then be asked to listen elsewhere. */
export function tryListen(
  server: Server,
  host: '127.0.0.1' | '::1',
  port: number,
): Promise<'listening' | NodeJS.ErrnoException> {
  return new Promise((resolve) => {
    server.once('error', resolve)
    server.listen({ host, port, exclusive: true, ipv6Only: true }, () => {
      server.off('error', resolve)
      resolve('listening')
    })
  })
}

export function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}
