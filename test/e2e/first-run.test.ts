import { existsSync } from 'node:fs'
import { delimiter } from 'node:path'
import { exec } from '@gitops-example/kit/process/exec'
import { chromium } from 'playwright-core'
import { expect, it } from 'vitest'
import { Checkout } from './harness/checkout.ts'
import { Platform } from './harness/platform.ts'
import { processesOf } from './harness/processes.ts'

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
const noBrowser = !existsSync(executablePath) && process.env.GITOPS_REQUIRE_TOOLS !== '1'
const heading = ['dev/webapp/src/pages/home.tsx', '<h1>Guestbook</h1>'] as const

/** The machine's own programs: npm scripts put node_modules/.bin first by themselves. */
const machinePath = (process.env.PATH ?? '')
  .split(delimiter)
  .filter((directory) => !directory.includes('node_modules'))
  .join(delimiter)

it('npm start on a bare clone installs what it needs, serves the app, and leaves nothing behind', async () => {
  // Given a clone without node_modules, and the Node that the machine has
  using checkout = await Checkout.make({ installed: false })
  {
    // When somebody types npm start
    await using platform = await Platform.up(checkout, { argv: ['npm', 'start'], env: { PATH: machinePath } })

    // Then it prints the pages and the next command, and the pages answer
    expect(platform.output).toMatch(/http:\/\/webapp\.localhost:\d+\//)
    expect(platform.output).toMatch(/http:\/\/127\.0\.0\.1:\d+\//)
    expect(platform.output).toContain('export KUBECONFIG=.gitops/kubeconfig')
    expect(platform.output).toContain('./gitops push')
    const page = await platform.get('webapp')
    expect(page.status).toBe(200)
    expect(page.text).toContain('<h1>Guestbook</h1>')
    const status = await platform.gitops('status', '--json')
    expect(status.exitCode).toBe(0)
    expect(JSON.parse(status.stdout)).toMatchObject({
      branch: 'master',
      pages: expect.arrayContaining([{ name: 'webapp', url: (await platform.page('webapp')).href }]),
    })

    // When a changed heading is committed and pushed as the output says
    checkout.replace(heading[0], heading[1], '<h1>Livre d’or</h1>')
    await checkout.commit('Greet in French')
    const pushed = await exec(['./gitops', 'push'], { cwd: checkout.dir, timeoutMs: 300_000 })

    // Then it is live, with the time of each step
    const commit = await checkout.git.run(['rev-parse', 'HEAD'])
    expect(pushed.stdout).toMatch(new RegExp(`${commit.slice(0, 7)} is live after \\d+ ms`))
    expect(pushed.stdout).toMatch(/checks[\s\S]*image[\s\S]*bump[\s\S]*render[\s\S]*ready/)
    const changed = await platform.get('webapp')
    expect(changed.text).toContain('<h1>Livre d’or</h1>')
    expect(changed.text).toContain(commit)

    // When it is ended by Ctrl-C, then every process that it started has ended
    // One Ctrl-C: npm in a terminal hands on the signal that the whole group has had, and the end is in order
    for (const { pid, command } of processesOf(checkout.dir)) {
      if (command.includes('gitops.mjs up')) process.kill(pid, 'SIGINT')
    }
    await platform.interrupt()
    expect(processesOf(checkout.dir)).toEqual([])
    expect(existsSync(`${checkout.dir}/.gitops/run/platform.lock`)).toBe(false)
  }
})

it.skipIf(noBrowser)('an entry written in a browser survives a deployment and a restart', async () => {
  using checkout = await Checkout.make()
  await using browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
  })
  const page = await browser.newPage()
  {
    // Given an entry written in a real browser
    await using platform = await Platform.up(checkout)
    await page.goto((await platform.page('webapp')).href)
    await page.getByLabel('Name').fill('Ada')
    await page.getByLabel('Message').fill('I was here first.')
    await page.getByRole('button', { name: 'Add entry' }).click()
    expect(await page.getByText('I was here first.').isVisible()).toBe(true)

    // When another version is deployed
    checkout.replace(heading[0], heading[1], '<h1>Visitors</h1>')
    await checkout.commit('Another heading')
    expect((await platform.pushLive()).apps).toEqual(['webapp'])

    // Then the new version shows the entry
    await page.reload()
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Visitors')
    expect(await page.getByText('I was here first.').isVisible()).toBe(true)

    // When the platform is stopped and started again
    await platform.interrupt()
    const again = await Platform.up(checkout)
    try {
      // Then the same version shows the same entry
      await page.goto((await again.page('webapp')).href)
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Visitors')
      expect(await page.getByText('I was here first.').isVisible()).toBe(true)
    } finally {
      await again.interrupt()
    }
  }
})
