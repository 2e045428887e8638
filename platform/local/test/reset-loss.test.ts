import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { ProcessLedger } from '@gitops-example/kit/process/process-ledger'
import { describe, expect, it } from 'vitest'
import { ensureAppDatabase } from '../src/database/app-database.ts'
import { countRows } from '../src/database/count-rows.ts'
import { startPostgres } from '../src/database/postgres-server.ts'
import { databaseUser } from '../src/database/system-user.ts'
import { resetLoss } from '../src/state/reset-loss.ts'
import { testPostgres } from '../src/testing/test-postgres.ts'
import { PushWorld } from './push-world.ts'
import { TemporaryDirectory } from './temporary-directory.ts'

describe('what a reset loses', () => {
  it('is nothing where the checkout has everything', async () => {
    using world = await PushWorld.open()
    await world.commit('second')
    await world.push()
    expect(await resetLoss(world.git.dir, 'local')).toEqual({ commits: [], releases: 0, rows: [] })
  })

  it('is what others pushed here, fetched or not, and what the platform made', async () => {
    using world = await PushWorld.open()
    const fetched = await world.pushedByAnother('fetched')
    await world.git.run(['fetch', '--quiet', 'local'])
    const unknown = await world.pushedByAnother('unknown')
    await world.pushedByPlatform('Release')
    expect(await resetLoss(world.git.dir, 'local')).toMatchObject({
      commits: [{ commit: unknown }, { commit: fetched }],
      releases: 1,
    })
    await world.git.run(['branch', 'kept', fetched])
    expect((await resetLoss(world.git.dir, 'local')).commits).toMatchObject([{ commit: unknown }])
  })

  it('is unknown of a directory that is nothing', async () => {
    using directory = new TemporaryDirectory()
    expect(await resetLoss(directory.path, 'local')).toEqual({ commits: [], releases: 0, rows: [] })
  })
})

it('counts the rows of each database, and throws when the server does not run', async () => {
  using directory = new TemporaryDirectory()
  chmodSync(directory.path, 0o755)
  const dir = join(directory.path, 'postgres')
  expect(await countRows(dir)).toEqual([])
  const user = databaseUser()
  const server = await startPostgres({
    binaries: testPostgres(directory.path),
    dir,
    preferredPort: 0,
    ledger: new ProcessLedger(join(directory.path, 'ledger')),
    log: () => {},
    ...(user ? { user } : {}),
  })
  try {
    for (const app of ['shop', 'blog']) await ensureAppDatabase(server, app)
    const client = await server.connect('shop')
    await client.query('CREATE TABLE goods AS SELECT generate_series(1, 3)')
    await client.query('CREATE SCHEMA "odd one"')
    await client.query('CREATE TABLE "odd one"."t" AS SELECT generate_series(1, 2)')
    await client.end()
    expect(await countRows(dir)).toEqual([
      { database: 'blog', rows: 0 },
      { database: 'shop', rows: 5 },
    ])
  } finally {
    await server.stop()
  }
  await expect(countRows(dir)).rejects.toThrow()
})
