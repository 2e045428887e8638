import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { Checkout } from './harness/checkout.ts'
import { get } from './harness/http.ts'
import { Platform } from './harness/platform.ts'

it('a folder below dev/ and an entry in 05_applications are all that a new app takes', async () => {
  // Given a running platform
  using checkout = await Checkout.make()
  await using platform = await Platform.up(checkout)

  // When the files of the guide are added and pushed
  cpSync(join(import.meta.dirname, 'testdata', 'add-an-app'), checkout.dir, { recursive: true })
  await checkout.commit('A new app')
  expect((await platform.pushLive()).apps).toEqual(['hello'])

  // Then the app answers, and is listed with the others
  const page = new URL('/?name=Ada', await platform.page('hello'))
  expect((await get(page)).text).toBe('Hello, Ada!\n')
  expect(await platform.application('hello')).toMatchObject({ sync: 'Synced', health: 'Healthy' })

  // When it is removed again, from the commit that released it, nothing of it is left
  await checkout.git.run(['pull', '--quiet', '--rebase', 'local', 'master'])
  await checkout.git.run(['rm', '--quiet', '-r', 'dev/hello'])
  await checkout.git.run([
    'rm',
    '--quiet',
    'ops/environments/local/05_applications/templates/hello.yaml',
    'ops/environments/local/05_applications/values/hello.yaml',
  ])
  await checkout.commit('No new app')
  await platform.gitops('push')
  await platform.until(
    'its Application is gone',
    async () => (await platform.application('hello')) === undefined,
  )
  const left = await platform.kubectl('get', 'all', '-n', 'guestbook', '-o', 'name')
  expect(left.stdout).not.toContain('hello')
})
