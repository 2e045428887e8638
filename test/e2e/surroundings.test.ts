import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { exec, tryExec } from '@gitops-example/kit/process/exec'
import { databaseUser } from '@gitops-example/local/database/system-user'
import { expect, it } from 'vitest'
import { Checkout } from './harness/checkout.ts'
import { Platform } from './harness/platform.ts'
import { processesOf } from './harness/processes.ts'

const machinePath = (process.env.PATH ?? '')
  .split(delimiter)
  .filter((directory) => !directory.includes('node_modules'))
  .join(delimiter)

const heading = ['dev/webapp/src/pages/home.tsx', '<h1>Guestbook</h1>'] as const

/** Nothing listens there: whoever obeys these is refused. */
const nowhere = '127.0.0.1:1'

it('everything that a shell, git and npm bring along at once: the app is installed, served and delivered', async () => {
  // Given a person's home and shell, as they are on many machines
  using home = new Home()
  const env = {
    PATH: machinePath,
    HOME: home.dir,
    GIT_CONFIG_GLOBAL: join(home.dir, '.gitconfig'),
    npm_config_cache: await npmCache(),
    NODE_ENV: 'production',
    HTTP_PROXY: `http://${nowhere}`,
    NODE_USE_ENV_PROXY: '1',
    PGHOST: 'database.invalid',
    PGPORT: '1',
    PGUSER: 'somebody',
    PGPASSWORD: 'something',
    PGSSLMODE: 'verify-full',
    PGOPTIONS: '-c no_such_setting=on',
    PGSERVICE: 'none',
  }
  using checkout = await Checkout.make({ installed: false })
  home.writeFiles(checkout)

  // When they type npm start
  await using platform = await Platform.up(checkout, {
    argv: ['sh', '-c', 'umask 077; ulimit -Sn 256; exec npm start'],
    env,
  })

  // Then the app is served, and what cannot be helped is said with the next move
  expect((await platform.get('webapp')).text).toContain(heading[1])
  expect(platform.output).toContain('protocol.file.allow=never is set: push with ./gitops push.')
  expect(platform.output).not.toContain('hook of the user')

  // When a change is pushed by the verb, then it is live
  checkout.replace(...heading, '<h1>Visitors</h1>')
  await checkout.commit('Another heading')
  const launcher = { cwd: checkout.dir, env: { ...env, NO_COLOR: '1' }, timeoutMs: 300_000 }
  const pushed = await exec(['./gitops', 'push'], launcher)
  expect(pushed.stdout).toMatch(/is live after \d+ ms/)
  expect((await platform.get('webapp')).text).toContain('<h1>Visitors</h1>')

  // When the next one is pushed by git, allowed as the output says, then it is delivered too
  await exec(['git', 'config', 'protocol.file.allow', 'user'], launcher)
  checkout.replace(heading[0], '<h1>Visitors</h1>', '<h1>Guests</h1>')
  await checkout.commit('A third heading')
  const byGit = await exec(['git', 'push', '--no-verify', 'local', 'HEAD:master'], launcher)
  expect(byGit.stderr).toMatch(/remote: .*is live/)
  expect((await platform.get('webapp')).text).toContain('<h1>Guests</h1>')

  // And doctor names what it found
  await exec(['git', 'config', '--unset', 'protocol.file.allow'], launcher)
  const { stdout } = await exec(['./gitops', 'doctor'], launcher)
  for (const name of [
    'PGHOST',
    'NODE_USE_ENV_PROXY',
    'core.hookspath',
    'insteadof',
    'protocol.file.allow=never',
  ]) {
    expect(stdout).toContain(name)
  }

  await platform.interrupt()
  expect(processesOf(checkout.dir)).toEqual([])
})

it('a place where nothing can be kept is named at once, by up and by doctor', async () => {
  using checkout = await Checkout.make({ git: false })
  const state = join(checkout.dir, '.gitops')

  // Given a file where the state belongs
  writeFileSync(state, '')
  for (const args of [['up'], ['up', '--detach'], ['doctor']]) {
    const said = await ended(checkout, args)
    expect(said).toContain(`Cannot keep state in ${state}: it is not a folder.`)
    expect(said).toContain(`mv ${state} ${state}.old`)
  }
  rmSync(state)

  // Given the checkout of another user
  const user = databaseUser()
  if (user === undefined) return
  for (const verb of ['up', 'doctor']) {
    const said = await ended(checkout, [verb], user)
    expect(said).toMatch(`Cannot write into ${checkout.dir}: it belongs to user 0, with mode 755`)
  }
})

/** What a verb prints that ends by itself. */
async function ended(
  checkout: Checkout,
  args: string[],
  user?: { uid: number; gid: number },
): Promise<string> {
  const main = join(checkout.dir, 'platform', 'cli', 'bin', 'gitops.mjs')
  const { stdout, stderr } = await tryExec([process.execPath, main, ...args], {
    cwd: checkout.dir,
    timeoutMs: 60_000,
    ...(user ? { uid: user.uid, gid: user.gid } : {}),
  })
  return `${stdout}${stderr}`
}

async function npmCache(): Promise<string> {
  return (await exec(['npm', 'config', 'get', 'cache'])).stdout.trim()
}

/** A person's home, with settings that many have. */
class Home implements Disposable {
  readonly dir = mkdtempSync(join(tmpdir(), 'gitops-home-'))

  writeFiles(checkout: Checkout): void {
    chmodSync(this.dir, 0o755)
    const hooks = join(this.dir, 'hooks')
    const template = join(this.dir, 'template')
    for (const name of ['pre-receive', 'update', 'post-commit']) {
      for (const folder of [hooks, join(template, 'hooks')]) {
        mkdirSync(folder, { recursive: true })
        writeFileSync(join(folder, name), '#!/bin/sh\necho refused by a hook of the user >&2; exit 1\n')
        chmodSync(join(folder, name), 0o755)
      }
    }
    writeFileSync(
      join(this.dir, '.gitconfig'),
      `[core]
	hooksPath = ${hooks}
	autocrlf = true
	fsmonitor = ${hooks}/none
[init]
	templateDir = ${template}
[protocol "file"]
	allow = never
[safe]
	bareRepository = explicit
[url "ssh://nobody@${nowhere}/"]
	insteadOf = ${dirname(checkout.dir)}/
[push]
	pushOption = ci.skip
[commit]
	gpgSign = true
`,
    )
    writeFileSync(
      join(this.dir, '.npmrc'),
      `ignore-scripts=true
omit[]=optional
engine-strict=true
bin-links=false
legacy-peer-deps=true
install-strategy=nested
`,
    )
  }

  [Symbol.dispose](): void {
    rmSync(this.dir, { recursive: true, force: true, maxRetries: 5 })
  }
}
