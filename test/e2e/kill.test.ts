import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { statePaths } from '@gitops-example/local/state/state-paths'
import { expect, it } from 'vitest'
import { Checkout } from './harness/checkout.ts'
import { get } from './harness/http.ts'
import { Platform } from './harness/platform.ts'
import { processesOf } from './harness/processes.ts'

it('a kill -9 at any moment loses no entry, no commit and no state, and leaves no process', async () => {
  using checkout = await Checkout.make()
  let platform = await Platform.up(checkout)
  try {
    // Given an entry
    const written = await post(platform, 'Before the kill')
    for (const moment of ['the push has landed', 'an image is built', 'the release has landed'] as const) {
      // When a commit is on its way, and the platform is killed at that moment
      checkout.replace('dev/webapp/src/pages/home.tsx', '</h1>', '.</h1>')
      await checkout.commit(moment)
      const following = platform.gitops('push')
      await platform.until(moment, async () => {
        const subject = (branch: string) =>
          checkout.git.run(['--git-dir=.gitops/git/origin.git', 'log', '-1', '--format=%s', branch])
        const head = await checkout.git.run(['rev-parse', 'HEAD'])
        if (moment === 'the release has landed') {
          return (await subject('releases/local')).startsWith(`Release ${head.slice(0, 7)}`)
        }
        if ((await subject('master')) !== moment) return false
        return moment === 'the push has landed' || hasImage(checkout, head)
      })
      await platform.kill()
      await following

      // Then the next start makes that commit live, with the entry
      platform = await Platform.up(checkout)
      const { text } = await platform.get('webapp')
      expect(text).toContain(`title="${await checkout.git.run(['rev-parse', 'HEAD'])}"`)
      expect((await platform.get('api', '/entries')).text).toContain(written)

      // And its run is known, and none is under way for ever
      await platform.until('every run has ended', async () => {
        const { runs } = await platform.status()
        return runs.at(-1)?.subject === moment && runs.at(-1)?.state === 'live'
      })
      const states = (await platform.status()).runs.map(({ state }) => state)
      expect(states).not.toContain('running')
    }

    // When PostgreSQL alone is killed
    const server = postmaster(checkout)
    process.kill(server, 'SIGKILL')

    // Then that is seen, it is started again, and the app has its entries and takes more
    await platform.printed(/✗ postgres .*killed by SIGKILL/)
    await platform.until('PostgreSQL runs again', async () => {
      const { parts } = await platform.status()
      return postmaster(checkout) !== server && parts.every(({ state }) => state === 'running')
    })
    await platform.until('the app has its entries', async () =>
      (await platform.get('api', '/entries')).text.includes(written),
    )
    await post(platform, 'After the kill of PostgreSQL')

    // And when it ends, no process of any of the runs is left
    await platform.interrupt()
    expect(processesOf(checkout.dir)).toEqual([])
  } finally {
    await platform[Symbol.asyncDispose]()
  }
})

function postmaster(checkout: Checkout): number {
  const { shared } = statePaths(checkout.dir)
  return Number.parseInt(readFileSync(join(shared, 'postgres', 'data', 'postmaster.pid'), 'utf8'), 10)
}

function hasImage(checkout: Checkout, tag: string): boolean {
  try {
    return checkout.read('.gitops/images/guestbook/webapp/index.json').includes(tag)
  } catch {
    return false
  }
}

async function post(platform: Platform, message: string): Promise<string> {
  const { status, text } = await get(new URL('/entries', await platform.page('api')), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ author: 'Ada', message }),
  })
  expect(status).toBe(201)
  return (JSON.parse(text) as { id: string }).id
}
