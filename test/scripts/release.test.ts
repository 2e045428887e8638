import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Git, gitIn } from '@gitops-example/kit/git/git'
import { beforeEach, expect, it, onTestFinished } from 'vitest'
import { release } from '../../scripts/release/release.ts'
import { setLockfileVersion, setManifestVersion } from '../../scripts/release/set-versions.ts'

const somebody = {
  GIT_AUTHOR_NAME: 'Somebody',
  GIT_AUTHOR_EMAIL: 'somebody@example.com',
  GIT_COMMITTER_NAME: 'Somebody',
  GIT_COMMITTER_EMAIL: 'somebody@example.com',
}
const root = { name: 'all', version: '0.1.0', workspaces: ['dev/*', 'platform/*'] }
const kit = { name: '@all/kit', version: '0.1.0' }
const cli = { name: '@all/cli', version: '0.1.0', dependencies: { '@all/kit': '0.1.0', execa: '0.1.0' } }
const lockfile = {
  name: 'all',
  version: '0.1.0',
  packages: {
    '': root,
    'node_modules/@all/kit': { resolved: 'platform/kit', link: true },
    'node_modules/execa': { version: '0.1.0' },
    'platform/cli': cli,
    'platform/kit': kit,
  },
}
const changelog = '# Changelog\n\n## Unreleased\n\n- One.\n'

let git: Git
beforeEach(async () => {
  const directory = mkdtempSync(join(tmpdir(), 'gitops-release-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  git = gitIn(directory, somebody)
  await git.run(['init', '--quiet', '--initial-branch=master'])
  write('package.json', root)
  write('package-lock.json', lockfile)
  write('platform/kit/package.json', kit)
  write('platform/cli/package.json', cli)
  write('CHANGELOG.md', changelog)
  await commit('First')
})

it('commits and tags a version, in the changelog and in every package, and pushes nothing', async () => {
  expect(await tryRelease('0.2.0')).toBe('v0.2.0')

  expect(read('CHANGELOG.md')).toBe('# Changelog\n\n## Unreleased\n\n## 0.2.0 - 2026-11-29\n\n- One.\n')
  expect(JSON.parse(read('package.json')).version).toBe('0.2.0')
  expect(JSON.parse(read('platform/cli/package.json'))).toEqual({
    ...cli,
    version: '0.2.0',
    dependencies: { '@all/kit': '0.2.0', execa: '0.1.0' },
  })
  const { packages, version } = JSON.parse(read('package-lock.json'))
  expect([version, packages[''].version, packages['platform/kit'].version]).toEqual([
    '0.2.0',
    '0.2.0',
    '0.2.0',
  ])
  expect(packages['node_modules/execa'].version).toBe('0.1.0')
  expect(await git.run(['log', '-1', '--format=%s'])).toBe('Release 0.2.0')
  expect(await git.run(['status', '--porcelain'])).toBe('')
  expect(await git.run(['rev-parse', 'v0.2.0^{commit}'])).toBe(await git.run(['rev-parse', 'HEAD']))
  expect(await git.run(['tag', '--list', '--format=%(contents)', 'v0.2.0'])).toBe('0.2.0\n\n- One.\n')
})

it('releases the version that package.json has while no tag names one', async () => {
  expect(await tryRelease('0.1.0')).toBe('v0.1.0')
})

it('refuses a version that is not above every released one', async () => {
  await git.run(['tag', 'v0.3.0'])
  await expect(tryRelease('0.3.0')).rejects.toThrow('Cannot release 0.3.0: 0.3.0 is already released.')
  await expect(tryRelease('0.2.9')).rejects.toThrow('0.3.0 is already released')
  await expect(tryRelease('0.0.9')).rejects.toThrow('already released')
  await unchanged()
})

it('refuses a version below that of package.json', async () => {
  await expect(tryRelease('0.0.9')).rejects.toThrow('0.1.0 is already in package.json')
  await unchanged()
})

it('refuses what is not a version', async () => {
  await expect(tryRelease('v0.2.0')).rejects.toThrow('"v0.2.0" is not a version')
  await unchanged()
})

it.each(['CHANGELOG.md', 'new-file'])('refuses a work tree in which %s is not committed', async (path) => {
  write(path, 'changed')
  await expect(tryRelease('0.2.0')).rejects.toThrow(path)
  expect(await git.run(['tag', '--list'])).toBe('')
})

it('refuses another branch, and a checkout without one', async () => {
  await git.run(['switch', '--quiet', '--create', 'topic'])
  await expect(tryRelease('0.2.0')).rejects.toThrow('"topic" is checked out')
  await git.run(['switch', '--quiet', '--detach'])
  await expect(tryRelease('0.2.0')).rejects.toThrow('no branch is checked out')
  await unchanged()
})

it('refuses a changelog with nothing unreleased', async () => {
  await tryRelease('0.2.0')
  await expect(tryRelease('0.3.0')).rejects.toThrow('has no entry')
  await unchanged()
})

it('changes nothing but versions in the files of this repository', () => {
  const manifests = ['package.json', ...globSync(['dev/*/package.json', 'platform/*/package.json'])]
  const own = new Set(manifests.map((path) => JSON.parse(readFileSync(path, 'utf8')).name as string))
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'))
  for (const path of manifests) {
    const text = readFileSync(path, 'utf8')
    expect(setManifestVersion(setManifestVersion(text, own, '9.9.9'), own, version)).toBe(text)
  }
  const locked = readFileSync('package-lock.json', 'utf8')
  const workspaces = manifests.slice(1).map(dirname)
  const moved = setLockfileVersion(locked, own, workspaces, '9.9.9')
  expect(setLockfileVersion(moved, own, workspaces, version)).toBe(locked)
  expect(moved.match(/"9\.9\.9"/g)?.length).toBeGreaterThan(2 * manifests.length)
})

function tryRelease(version: string): Promise<string> {
  return release({ git, version, branches: ['master', 'main'], date: '2026-11-29' })
}

async function unchanged(): Promise<void> {
  expect(await git.run(['status', '--porcelain'])).toBe('')
}

function write(path: string, content: unknown): void {
  mkdirSync(dirname(join(git.dir, path)), { recursive: true })
  const text = typeof content === 'string' ? content : `${JSON.stringify(content, undefined, 2)}\n`
  writeFileSync(join(git.dir, path), text)
}

function read(path: string): string {
  return readFileSync(join(git.dir, path), 'utf8')
}

async function commit(message: string): Promise<void> {
  await git.run(['add', '--all'])
  await git.run(['commit', '--quiet', '--message', message])
}
