import { afterAll, beforeAll, expect, it } from 'vitest'
import { Checkout } from './harness/checkout.ts'
import { Platform } from './harness/platform.ts'

let checkout: Checkout
let platform: Platform

beforeAll(async () => {
  checkout = await Checkout.make()
  // A bad release has to stay, to be fixed forward.
  platform = await Platform.up(checkout, { env: { GITOPS_AUTO_ROLLBACK: 'off' } })
})
afterAll(async () => {
  await platform?.[Symbol.asyncDispose]()
  checkout?.[Symbol.dispose]()
})

const migration = (sql: string) =>
  `export const compatibleWithPrevious = true\n\nexport const up = '${sql}'\n`
const likes = 'dev/api/migrations/0002-add-likes.ts'

it('a file in the folder is all that a migration needs, and whoever pushed reads that it is slow', async () => {
  checkout.write(likes, migration('CREATE TABLE likes (entry bigint); SELECT pg_sleep(3)'))
  await checkout.commit('Add likes')
  const { stdout, stderr } = await platform.gitops('push')
  expect(stderr).toMatch(
    /^ {2}api: waiting for completion of hook Job guestbook\/api-migrate: Job is running \(\d+ s\)$/m,
  )
  expect(stdout).toMatch(/is live after/)
})

it('a migration that failed is fixed in its file, since it was undone', async () => {
  const path = 'dev/api/migrations/0003-more.ts'
  checkout.write(path, migration('ALTER TABEL likes ADD more int'))
  await checkout.commit('Add more')
  const failed = await platform.push()
  expect(failed).toMatchObject({ state: 'failed' })
  expect(failed.reason).toContain('Migration 0003-more failed and was undone: syntax error')

  checkout.write(path, migration('ALTER TABLE likes ADD more int'))
  await checkout.commit('Fix more')
  await platform.pushLive()
})

it('a migration that was edited after it ran is refused, and the version before serves', async () => {
  const before = await platform.get('api', '/entries')
  checkout.write(likes, migration('CREATE TABLE likes (entry bigint, author text)'))
  await checkout.commit('Likes of authors')
  const run = await platform.push()
  expect(run).toMatchObject({ state: 'failed' })
  expect(run.reason).toMatch(/0002-add-likes\S* was changed after it was/)
  expect((await platform.get('api', '/entries')).text).toBe(before.text)
})

it('a migration with a mistake is red, and says which', async () => {
  await checkout.git.run(['revert', '--no-edit', 'HEAD'])
  checkout.write('dev/api/migrations/0005-late.ts', "export const up = 'SELECT 1'\n")
  await checkout.commit('Too late')
  const run = await platform.push()
  expect(run).toMatchObject({ state: 'failed' })
  expect(run.reason).toContain('migrations/0005-late.ts leaves a gap: the next number is 0004.')
})
