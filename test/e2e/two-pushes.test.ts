import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gitIn, platformIdentity } from '@gitops-example/kit/git'
import { expect, it } from 'vitest'
import { Checkout } from './harness/checkout.ts'
import { Platform } from './harness/platform.ts'

it('two pushes at once both land, and the newest ends up live', async () => {
  using checkout = await Checkout.make()
  await using platform = await Platform.up(checkout)
  const origin = join(checkout.dir, '.gitops', 'git', 'origin.git')

  // Given two people with a clone each
  const people = await Promise.all(
    ['one', 'two'].map(async (name) => {
      const directory = mkdtempSync(join(tmpdir(), `gitops-e2e-${name}-`))
      const git = gitIn(directory, { ...platformIdentity, GITOPS_FOLLOW: 'off' })
      await git.run(['clone', '--quiet', '--branch', 'master', origin, '.'])
      return { name, directory, git }
    }),
  )
  try {
    // When both push at once, one to each app, each again when the other was first
    const pushed = await Promise.all(
      people.map(async ({ name, directory, git }) => {
        const path = join(
          directory,
          name === 'one' ? 'dev/webapp/src/pages/home.tsx' : 'dev/webapp/src/pages/layout.tsx',
        )
        writeFileSync(
          path,
          readFileSync(path, 'utf8').replace(
            name === 'one' ? '</h1>' : 'Pod <code>',
            name === 'one' ? ' one</h1>' : 'Pod two <code>',
          ),
        )
        await git.run(['commit', '--quiet', '--all', '--message', name])
        for (;;) {
          const { exitCode } = await git.try(['push', '--quiet', 'origin', 'HEAD:master'])
          if (exitCode === 0) return await git.run(['rev-parse', 'HEAD'])
          await git.run(['pull', '--quiet', '--rebase', 'origin', 'master'])
        }
      }),
    )

    // Then both are on the branch, and the page is that of both
    await platform.until('both are live', async () => {
      const { text } = await platform.get('webapp')
      return text.includes(' one</h1>') && text.includes('Pod two')
    })
    const log = await gitIn(origin).run(['log', '--format=%H', 'master'])
    for (const commit of pushed) expect(log).toContain(commit)
    await platform.until('every run has ended', async () => {
      const { runs } = await platform.status()
      return runs.every(({ state }) => state !== 'running')
    })
    const { runs } = await platform.status()
    expect(runs.filter(({ state }) => state === 'failed')).toEqual([])
  } finally {
    for (const { directory } of people) rmSync(directory, { recursive: true, force: true })
  }
})
