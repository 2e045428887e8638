import { expect, it } from 'vitest'
import { Checkout } from './harness/checkout.ts'
import { get } from './harness/http.ts'
import { Platform } from './harness/platform.ts'
import { processesOf } from './harness/processes.ts'

it('a kill -9 at any moment loses no entry, no commit and no state, and leaves no process', async () => {
  using checkout = await Checkout.make()
  let platform = await Platform.up(checkout)
  try {
    // Given an entry, and a commit on its way
    const written = await post(platform, 'Before the kill')
    checkout.replace('dev/webapp/src/pages/home.tsx', '</h1>', ' killed</h1>')
    const commit = await checkout.commit('On its way')
    for (const waitFor of [/image/, /ready/]) {
      const following = platform.gitops('push')
      await platform.until('the push has landed', async () => {
        const head = await checkout.git.run(['ls-remote', 'local', 'refs/heads/master'])
        return !head.startsWith(waitFor.source)
      })

      // When the platform is killed, and started again
      await platform.kill()
      await following
      platform = await Platform.up(checkout)
    }

    // Then the commit is live, the entry is there, and only the new run's processes are
    await platform.until('the commit is live', async () =>
      (await platform.get('webapp')).text.includes(commit),
    )
    const entries = await platform.get('api', '/entries')
    expect(entries.text).toContain(written)
    await platform.interrupt()
    expect(processesOf(checkout.dir)).toEqual([])
  } finally {
    await platform[Symbol.asyncDispose]()
  }
})

async function post(platform: Platform, message: string): Promise<string> {
  const { status, text } = await get(new URL('/entries', await platform.page('api')), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ author: 'Ada', message }),
  })
  expect(status).toBe(201)
  return (JSON.parse(text) as { id: string }).id
}
