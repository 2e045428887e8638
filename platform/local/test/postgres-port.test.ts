import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '@gitops-example/kit/free-port'
import { ProcessLedger } from '@gitops-example/kit/process/process-ledger'
import { expect, it } from 'vitest'
import { type PostgresServer, startPostgres } from '../src/database/postgres-server.ts'
import { databaseUser } from '../src/database/system-user.ts'
import { testPostgres } from '../src/testing/test-postgres.ts'
import { TemporaryDirectory } from './temporary-directory.ts'

it('two that want the same free port at once both start', async () => {
  using directory = new TemporaryDirectory()
  chmodSync(directory.path, 0o755)
  const user = databaseUser()
  const binaries = testPostgres(directory.path)
  const preferredPort = await freePort()
  const start = (name: string) =>
    startPostgres({
      binaries,
      dir: join(directory.path, name),
      preferredPort,
      ledger: new ProcessLedger(join(directory.path, `${name}-ledger`)),
      log: () => {},
      ...(user ? { user } : {}),
    })
  const outcomes = await Promise.allSettled([start('one'), start('two')])
  const servers = outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  try {
    expect(outcomes.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []))).toEqual([])
    expect(new Set(servers.map(({ port }) => port)).size).toBe(2)
    for (const server of servers) await (await server.connect()).end()
  } finally {
    await Promise.all(servers.map((server: PostgresServer) => server.stop()))
  }
})
