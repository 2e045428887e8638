import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gitIn } from '@gitops-example/kit/git/git'
import { GitObjects } from '@gitops-example/kit/git/git-objects'
import { asItIs, settingsEnv } from '@gitops-example/kit/git/git-settings'
import { baseEnv, tryExec } from '@gitops-example/kit/process/exec'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openGitHost } from '../src/git-host/open-git-host.ts'
import { reset } from '../src/state/reset.ts'
import { readSettings } from '../src/state/settings.ts'
import { statePaths } from '../src/state/state-paths.ts'
import { TemporaryDirectory } from './temporary-directory.ts'

const settings = readSettings({})
const identity = { 'user.name': 'Ann', 'user.email': 'ann@example.com' }

let world: TemporaryDirectory
let home: string
let checkout: string

/** Git as a person starts it, with their configuration alone. */
async function git(...args: string[]): Promise<void> {
  const env = { ...baseEnv(), GITOPS_FOLLOW: 'off' }
  const { exitCode, stderr } = await tryExec(['git', ...args], { cwd: checkout, env })
  if (exitCode !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`)
}

async function commit(file: string): Promise<string> {
  writeFileSync(join(checkout, file), file)
  await git('add', '--all')
  await git('-c', 'core.hooksPath=/dev/null', '-c', 'commit.gpgSign=false', 'commit', '-qm', file)
  return await gitIn(checkout).run(['rev-parse', 'HEAD'])
}

/** Writes the person's own configuration. */
async function configure(values: Record<string, string>): Promise<void> {
  for (const [key, value] of Object.entries({ ...identity, ...values })) {
    await gitIn(home).run(['config', '--file', join(home, '.gitconfig'), key, value])
  }
}

function script(path: string, text: string): void {
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, `#!/bin/sh\n${text}\n`)
  chmodSync(path, 0o755)
}

function open() {
  const paths = statePaths(checkout)
  mkdirSync(paths.run, { recursive: true })
  return openGitHost(settings, paths)
}

beforeEach(async () => {
  world = new TemporaryDirectory()
  home = join(world.path, 'home')
  checkout = join(world.path, 'check "out" = it')
  for (const directory of [home, checkout]) mkdirSync(directory)
  vi.stubEnv('HOME', home)
  vi.stubEnv('XDG_CONFIG_HOME', undefined)
  await configure({})
  await git('init', '--quiet', '--initial-branch=master')
  writeFileSync(join(checkout, '.gitignore'), '.gitops/\n')
  await commit('first')
})

afterEach(() => {
  vi.unstubAllEnvs()
  world[Symbol.dispose]()
})

interface Row {
  name: string
  values: () => Record<string, string>
  /** Why a person's own push is refused by their git, where it is. */
  plain?: RegExp
}

const rows: Row[] = [
  { name: 'core.hooksPath', values: () => ({ 'core.hooksPath': join(home, 'hooks') }) },
  { name: 'init.templateDir', values: () => ({ 'init.templateDir': join(home, 'template') }) },
  {
    name: 'protocol.file.allow=never',
    values: () => ({ 'protocol.file.allow': 'never' }),
    plain: /transport 'file' not allowed/,
  },
  {
    name: 'url.*.insteadOf',
    values: () => ({ 'url.ssh://nobody@127.0.0.1:1/.insteadOf': `${world.path}/` }),
  },
  {
    name: 'url.*.pushInsteadOf',
    values: () => ({ 'url.ssh://nobody@127.0.0.1:1/.pushInsteadOf': `${world.path}/` }),
  },
  { name: 'safe.bareRepository=explicit', values: () => ({ 'safe.bareRepository': 'explicit' }) },
  { name: 'core.fsmonitor', values: () => ({ 'core.fsmonitor': join(home, 'hooks', 'fsmonitor') }) },
  { name: 'push.pushOption', values: () => ({ 'push.pushOption': 'ci.skip' }) },
  { name: 'transfer.hideRefs', values: () => ({ 'transfer.hideRefs': 'refs/heads' }) },
  {
    name: 'receive.deny*',
    values: () => ({ 'receive.denyNonFastForwards': 'true', 'receive.denyDeletes': 'true' }),
  },
  { name: 'receive.maxInputSize', values: () => ({ 'receive.maxInputSize': '1' }) },
  { name: 'init.defaultObjectFormat', values: () => ({ 'init.defaultObjectFormat': 'sha256' }) },
  { name: 'init.defaultRefFormat', values: () => ({ 'init.defaultRefFormat': 'reftable' }) },
  {
    name: 'a key to sign with that is not there',
    values: () => ({
      'commit.gpgSign': 'true',
      'push.gpgSign': 'if-asked',
      'log.showSignature': 'true',
      'gpg.program': 'false',
    }),
  },
  {
    name: 'core.autocrlf and core.eol',
    values: () => ({ 'core.autocrlf': 'true', 'core.eol': 'crlf' }),
  },
  {
    name: 'submodule.recurse',
    values: () => ({ 'submodule.recurse': 'true', 'push.recurseSubmodules': 'check' }),
  },
]

describe('the git host of a person who has set', () => {
  it.each(rows)('$name takes the checkout, and reports the next push', async ({ values, plain }) => {
    for (const hook of ['pre-receive', 'update', 'post-commit', 'pre-push']) {
      for (const folder of ['hooks', 'template/hooks']) {
        script(join(home, folder, hook), 'echo refused by a hook of the user >&2; exit 1')
      }
    }
    script(join(home, 'hooks', 'fsmonitor'), `touch ${home}/asked; exit 1`)
    await configure(values())
    const first = await gitIn(checkout).run(['rev-parse', 'HEAD'])
    const host = await open()
    expect(await host.head()).toBe(first)

    const second = await commit('second')
    const own = settingsEnv([
      ['protocol.file.allow', 'always'],
      ['push.gpgSign', 'false'],
    ])
    const args = ['push', '--quiet', '--no-verify', 'local', 'HEAD:master']
    const typed = await tryExec(['git', ...args], {
      cwd: checkout,
      env: { ...baseEnv(), GITOPS_FOLLOW: 'off', ...(plain === undefined ? {} : own) },
    })
    expect(typed).toMatchObject({ exitCode: 0 })
    expect(readFileSync(host.origin.pushLog, 'utf8')).toContain(`\n${first} ${second} refs/heads/master\n`)
    expect(await host.head()).toBe(second)
    if (plain !== undefined) {
      await commit('third')
      await expect(git(...args)).rejects.toThrow(plain)
    }
    rmSync(join(home, 'asked'), { force: true }) // the person's own git has asked it
    expect(await (await open()).head()).toBe(second)
    expect(existsSync(join(home, 'asked'))).toBe(false)
  })
})

it('a rule that rewrites addresses is overruled in the checkout only where there is one, and until a reset', async () => {
  const config = () => readFileSync(join(checkout, '.git', 'config'), 'utf8')
  await open()
  expect(config()).not.toContain('insteadOf')
  await configure({ 'url.ssh://nobody@127.0.0.1:1/.insteadOf': `${world.path}/` })
  const { origin } = await open()
  expect(await gitIn(checkout).run(['remote', 'get-url', 'local'])).toBe(origin.dir)
  await reset({ root: checkout, settings, tools: true })
  expect(config()).not.toMatch(/insteadOf|remote/)
})

it('a person’s own hooks, tags and ignored files stay as they are', async () => {
  await open()
  await git('tag', 'v1')
  await configure({ 'fetch.prune': 'true', 'fetch.pruneTags': 'true' })
  await open()
  expect(await gitIn(checkout).run(['tag'])).toBe('v1')
})

it('a source archive is imported whole, whatever the person ignores everywhere', async () => {
  writeFileSync(join(home, 'ignore'), '*.log\n')
  script(join(home, 'template', 'hooks', 'post-commit'), `touch ${home}/ran`)
  await configure({
    'core.excludesFile': join(home, 'ignore'),
    'init.templateDir': join(home, 'template'),
    'commit.gpgSign': 'true',
    'gpg.program': 'false',
  })
  checkout = join(world.path, 'archive')
  mkdirSync(checkout)
  writeFileSync(join(checkout, 'kept.log'), '')
  await open()
  expect(await gitIn(checkout).run(['ls-files'])).toBe('kept.log')
  expect(existsSync(join(home, 'ran'))).toBe(false)
})

it('objects are read where bare repositories have to be named', async () => {
  await configure({ 'safe.bareRepository': 'explicit' })
  const { origin } = await open()
  using objects = new GitObjects(origin.dir)
  expect((await objects.commit('master'))?.subject).toBe('first')
})

it('an address is used as it is, whatever is in it', async () => {
  await open()
  const { origin } = statePaths(checkout)
  await configure({ 'url.ssh://nobody@127.0.0.1:1/.insteadOf': '/' })
  const clone = join(world.path, 'clone')
  const env = settingsEnv(asItIs(origin))
  await gitIn(world.path, env).run(['clone', '--quiet', '--bare', origin, clone])
  expect(existsSync(join(clone, 'HEAD'))).toBe(true)
})
