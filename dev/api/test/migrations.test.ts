import { cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually } from '@guestbook/service-kit/testing/eventually'
import { buildApp, runApp, runToEnd } from '@guestbook/service-kit/testing/running-app'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { applyMigrations } from '../src/database/apply-migrations.ts'
import { migrations } from '../src/database/migrations.ts'
import type { Migration } from '../src/database/read-migrations.ts'
import { Postgres } from './postgres.ts'

const appDir = join(import.meta.dirname, '..')

let bundle: Awaited<ReturnType<typeof buildApp>>
let postgres: Postgres
beforeAll(async () => {
  ;[bundle, postgres] = await Promise.all([buildApp(appDir), Postgres.start()])
})
afterAll(async () => {
  await postgres?.[Symbol.asyncDispose]()
  await bundle?.[Symbol.asyncDispose]()
})

const step = (name: string, up: string, compatibleWithPrevious = true): Migration => ({
  name,
  compatibleWithPrevious,
  up,
})

async function apply(database: string, steps: readonly Migration[]): Promise<string[]> {
  await using session = await postgres.session(database)
  return (await applyMigrations(session.client, steps)).applied
}

test('four runs at once apply each migration once, and all succeed', async () => {
  const database = await postgres.createDatabase()
  const runs = await Promise.all(
    Array.from({ length: 4 }, () => runToEnd(bundle.path, 'migrate.js', database)),
  )
  expect(runs.map(({ exit }) => exit)).toEqual([0, 0, 0, 0])
  expect(runs.filter(({ output }) => output.startsWith('Applied'))).toHaveLength(1)
  const rows = await postgres.query(database.PGDATABASE, 'SELECT name FROM schema_migrations ORDER BY name')
  expect(rows.map(({ name }) => name)).toEqual(migrations.map(({ name }) => name))
})

test('a run waits for another one that is in the middle of its work', async () => {
  const { PGDATABASE } = await postgres.createDatabase()
  const steps = [step('0001-slow', 'SELECT pg_sleep(0.3); CREATE TABLE slow (id int)')]
  const [first, second] = await Promise.all([apply(PGDATABASE, steps), apply(PGDATABASE, steps)])
  expect([...first, ...second]).toEqual(['0001-slow'])
})

test('a failing migration leaves nothing of itself, keeps those before it and can be fixed', async () => {
  const { PGDATABASE } = await postgres.createDatabase()
  const good = step('0001-good', 'CREATE TABLE good (id int)')
  const bad = step('0002-bad', 'CREATE TABLE half (id int); SELECT 1 / 0')
  await expect(apply(PGDATABASE, [good, bad])).rejects.toThrow(
    'Migration 0002-bad failed and was undone: division by zero',
  )
  expect(await postgres.query(PGDATABASE, "SELECT to_regclass('half') AS half")).toEqual([{ half: null }])
  expect(await apply(PGDATABASE, [good, step('0002-bad', 'CREATE TABLE whole (id int)')])).toEqual([
    '0002-bad',
  ])
})

test('a version comes back to a newer database when the newer migrations allow it', async () => {
  const { PGDATABASE } = await postgres.createDatabase()
  const first = step('0001-first', 'CREATE TABLE first (id int)')
  const more = step('0002-more', 'ALTER TABLE first ADD more int')
  await apply(PGDATABASE, [first, more])
  expect(await apply(PGDATABASE, [first])).toEqual([])
  await apply(PGDATABASE, [first, more, step('0003-less', 'DROP TABLE first', false)])
  await expect(apply(PGDATABASE, [first])).rejects.toThrow('a newer version applied 0003-less')
})

test('a migration that was changed after it was applied is refused, and the database stays as it is', async () => {
  const { PGDATABASE } = await postgres.createDatabase()
  await apply(PGDATABASE, [step('0001-first', 'CREATE TABLE first (id int)')])
  const edited = step('0001-first', 'CREATE TABLE first (id bigint)')
  await expect(apply(PGDATABASE, [edited, step('0002-more', 'CREATE TABLE more ()')])).rejects.toThrow(
    '0001-first was changed after it was applied here',
  )
  expect(await postgres.query(PGDATABASE, "SELECT to_regclass('more') AS more")).toEqual([{ more: null }])
})

test('a database of a version that kept no checksums gets them once, and is said to', async () => {
  const database = await postgres.createDatabase()
  const [first] = migrations
  // As that version left it.
  await postgres.query(
    database.PGDATABASE,
    `CREATE TABLE schema_migrations (
       name text PRIMARY KEY,
       compatible_with_previous boolean NOT NULL,
       applied_at timestamptz NOT NULL DEFAULT now()
     );
     ${first?.up};
     INSERT INTO schema_migrations (name, compatible_with_previous) VALUES ('${first?.name}', true)`,
  )
  const run = await runToEnd(bundle.path, 'migrate.js', database)
  expect(run).toMatchObject({
    exit: 0,
    output: expect.stringContaining(
      `Recorded the checksum of ${first?.name}, applied before checksums were kept.`,
    ),
  })
  expect((await runToEnd(bundle.path, 'migrate.js', database)).output).toBe('The schema is up to date.\n')

  // And that version can come back: it reads and writes the table without the new column.
  await postgres.query(database.PGDATABASE, "INSERT INTO schema_migrations VALUES ('0002-old', true)")
  const rows = await postgres.query(
    database.PGDATABASE,
    'SELECT checksum FROM schema_migrations ORDER BY name',
  )
  expect(rows).toEqual([{ checksum: expect.stringMatching(/^[0-9a-f]{64}$/) }, { checksum: null }])
})

test('a migration does not wait long for a table that is in use', async () => {
  const { PGDATABASE } = await postgres.createDatabase()
  const busy = step('0001-busy', 'CREATE TABLE busy (id int)')
  await apply(PGDATABASE, [busy])
  await using user = await postgres.session(PGDATABASE)
  await user.client.query('BEGIN; LOCK TABLE busy IN ACCESS SHARE MODE')
  await expect(apply(PGDATABASE, [busy, step('0002-alter', 'DROP TABLE busy')])).rejects.toThrow(
    'Migration 0002-alter failed and was undone: canceling statement due to lock timeout',
  )
})

test('a run waits for a database that is still starting', async () => {
  const database = await postgres.createDatabase()
  await postgres.stop()
  const run = runToEnd(bundle.path, 'migrate.js', database)
  await postgres.start()
  expect(await run).toMatchObject({ exit: 0, output: expect.stringContaining('Applied 0001-create-entries') })
})

test('a database that does not exist is not waited for', async () => {
  const { exit, output } = await runToEnd(bundle.path, 'migrate.js', postgres.environment('absent'))
  expect(exit).toBe(1)
  expect(output).toContain(
    `Cannot migrate the database absent on 127.0.0.1:${postgres.port}: database "absent" does not exist`,
  )
})

test('a file that is dropped into the folder is all that a new migration needs', async () => {
  const root = await mkdtemp(join(tmpdir(), 'api-sources-'))
  await using _sources = { [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }) }
  const copy = join(root, 'dev', 'api')
  for (const name of ['build.ts', 'package.json', 'migrations', 'src']) {
    await cp(join(appDir, name), join(copy, name), { recursive: true })
  }
  await symlink(join(appDir, '..', '..', 'node_modules'), join(root, 'node_modules'))
  const next = `${String(migrations.length + 1).padStart(4, '0')}-add-likes`
  const file = join(copy, 'migrations', `${next}.ts`)
  await writeFile(
    file,
    "export const compatibleWithPrevious = true\n\nexport const up = 'CREATE TABLE likes (entry bigint)'\n",
  )
  await using built = await buildApp(copy)
  const database = await postgres.createDatabase()
  await using app = await runApp(built.path, database)
  await runToEnd(bundle.path, 'migrate.js', database)
  expect(await (await fetch(`${app.url}/readyz`)).text()).toBe('the database lacks the newest migration\n')
  expect((await runToEnd(built.path, 'migrate.js', database)).output).toBe(`Applied ${next}.\n`)
  expect(await postgres.query(database.PGDATABASE, 'SELECT entry FROM likes')).toEqual([])
  await eventually(async () => expect((await fetch(`${app.url}/readyz`)).status).toBe(200))

  await writeFile(file, "export const up = 'CREATE TABLE likes (entry bigint)'\n")
  await expect(buildApp(copy)).rejects.toMatchObject({
    stderr: expect.stringMatching(new RegExp(`^migrations/${next}.ts lacks a line of its own.*\n$`)),
  })
})

test('the API is ready only when the newest migration is there', async () => {
  const database = await postgres.createDatabase()
  await using app = await runApp(bundle.path, database)
  const before = await fetch(`${app.url}/readyz`)
  expect([before.status, await before.text()]).toEqual([503, 'the database lacks the newest migration\n'])
  await runToEnd(bundle.path, 'migrate.js', database)
  await eventually(async () => expect((await fetch(`${app.url}/readyz`)).status).toBe(200))
})
