import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { GitopsError } from '@gitops-example/kit/errors'
import { gitIn, platformIdentity } from '@gitops-example/kit/git/git'
import { bump } from '@gitops-example/release/bump/bump'
import { describe, expect, it } from 'vitest'
import { readReleaseFile } from '../src/releases/release-file.ts'
import { plainApps, ScratchRepository } from '../src/testing/scratch-repository.ts'
import { serveGit } from './git-http-server.ts'

const releasePath = 'ops/environments/dev/05_applications/releases/web.yaml'

/** Waits longer than the tests have patience for never: delays are cut to nothing. */
const impatient = { random: () => 0 }

async function oneApp(): Promise<ScratchRepository> {
  return await ScratchRepository.create(plainApps(['web']))
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof GitopsError)) throw new Error(`Expected a GitopsError, got ${error}`)
  return error.code
}

function hook(scratch: ScratchRepository, name: string, script: string): void {
  mkdirSync(join(scratch.origin, 'hooks'), { recursive: true })
  writeFileSync(join(scratch.origin, 'hooks', name), `#!/bin/sh\n${script}\n`)
  chmodSync(join(scratch.origin, 'hooks', name), 0o755)
}

describe('a remote that does not take the push', () => {
  it('is reported at once when the branch is protected, with the words of the server', async () => {
    using scratch = await oneApp()
    hook(
      scratch,
      'pre-receive',
      'echo "GH006: Protected branch update failed for refs/heads/master."; exit 1',
    )
    const clone = await scratch.clone()
    const request = {
      ...scratch.branch(`${clone.dir}/.git`),
      environment: 'dev',
      apps: ['web'],
      tag: await scratch.head(),
    }

    await expect(bump(request)).rejects.toThrow(/GH006: Protected branch update failed/)
    expect(await codeOf(bump(request))).toBe('push-refused')
  })

  it('is tried again when another push took the lock', async () => {
    using scratch = await oneApp()
    // The first push finds a lock that somebody else holds, the second does not.
    hook(
      scratch,
      'update',
      'if [ ! -e "$GIT_DIR/once" ]; then touch "$GIT_DIR/once"; echo "cannot lock ref" >&2; exit 1; fi',
    )
    const clone = await scratch.clone()
    const tag = await scratch.head()

    const { revision } = await bump({
      ...scratch.branch(`${clone.dir}/.git`),
      ...impatient,
      environment: 'dev',
      apps: ['web'],
      tag,
    })

    expect(revision).toBe(await scratch.head())
  })

  it('is given up after a time when it hangs', async () => {
    using scratch = await oneApp()
    await using server = await serveGit(scratch.root, () => true) // never answers
    const clone = await scratch.clone()
    const branch = scratch.branch(`${clone.dir}/.git`, {
      remote: `${server.url}/origin.git`,
      silenceSeconds: 1,
    })
    expect(await codeOf(branch.branch.head())).toBe('remote-unreachable')
  })

  it('is named as unreachable when nothing listens, without the token in its address', async () => {
    using scratch = await oneApp()
    const clone = await scratch.clone()
    const remote = 'http://bot:s3cret-token@127.0.0.1:9/origin.git'
    const { branch } = scratch.branch(`${clone.dir}/.git`, { remote })
    const error: unknown = await branch.head().catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'remote-unreachable', retryable: true })
    expect(String(error)).not.toContain('s3cret-token')
  })

  it('is named as denied when the credentials are wrong', async () => {
    using scratch = await oneApp()
    await using server = await serveGit(scratch.root, (_, response) => {
      response.writeHead(403).end('no')
      return true
    })
    const clone = await scratch.clone()
    const { branch } = scratch.branch(`${clone.dir}/.git`, { remote: `${server.url}/origin.git` })
    expect(await codeOf(branch.head())).toBe('remote-denied')
  })

  it.each([
    { name: 'no such repository', remote: '/nowhere/at/all.git', branch: 'master', code: 'remote-unknown' },
    { name: 'no such branch', remote: undefined, branch: 'nope', code: 'branch-missing' },
  ])('is refused with the next move: $name', async ({ remote, branch: name, code }) => {
    using scratch = await oneApp()
    const clone = await scratch.clone()
    const { branch } = scratch.branch(`${clone.dir}/.git`, { branch: name, ...(remote ? { remote } : {}) })
    expect(await codeOf(branch.head())).toBe(code)
  })
})

describe('a clone that is not as usual', () => {
  it.each([
    { name: 'detached', options: [], prepare: ['checkout', '--quiet', '--detach', 'HEAD'] },
    { name: 'shallow', options: ['--depth=1', '--no-local'], prepare: ['status'] },
    { name: 'behind the branch', options: [], prepare: ['reset', '--quiet', '--hard', 'HEAD~2'] },
  ])('bumps from a clone that is $name, by the same rules', async ({ options, prepare }) => {
    using scratch = await oneApp()
    const author = await scratch.clone()
    const older = await scratch.commit(author, 'Older', { 'dev/web/src/main.ts': 'older\n' })
    const newer = await scratch.commit(author, 'Newer', { 'dev/web/src/main.ts': 'newer\n' })
    const clone = await scratch.clone(`file://${scratch.origin}`, options)
    await clone.run(prepare)
    const common = { ...scratch.branch(`${clone.dir}/.git`), environment: 'dev', apps: ['web'] }

    await bump({ ...common, tag: newer })
    const late = await bump({ ...common, tag: older })

    expect(late.kept).toEqual([{ app: 'web', tag: newer, why: 'it runs a newer commit' }])
    expect(await scratch.tag('dev', 'web')).toBe(newer)
  })
})

describe('a branch that was force-pushed', () => {
  it('gets the tag of its own history in place of one that it no longer has', async () => {
    using scratch = await oneApp()
    const author = await scratch.clone()
    const lost = await scratch.commit(author, 'Will be lost', { 'dev/web/src/main.ts': 'lost\n' })
    const common = { ...scratch.branch(`${author.dir}/.git`), environment: 'dev', apps: ['web'] }
    await bump({ ...common, tag: lost })
    const bumped = await scratch.file(releasePath)

    await author.run(['reset', '--quiet', '--hard', 'HEAD~1'])
    mkdirSync(dirname(join(author.dir, releasePath)), { recursive: true })
    writeFileSync(join(author.dir, releasePath), bumped)
    writeFileSync(join(author.dir, 'dev/web/src/main.ts'), 'instead\n')
    await author.run(['add', '--all'])
    await author.run(['commit', '--quiet', '--message', 'Instead'])
    await author.run(['push', '--quiet', '--force', 'origin', 'HEAD:master'])
    const instead = await scratch.head()

    await bump({ ...common, tag: instead })
    expect(await scratch.tag('dev', 'web')).toBe(instead)
    expect(await codeOf(bump({ ...common, tag: lost }))).toBe('tag-not-in-history')
  })
})

it.each([
  { name: 'no commit at all', tag: 'f'.repeat(40), code: 'tag-not-in-history' },
  { name: 'a word', tag: 'latest', code: 'tag-not-in-history' },
])('refuses a tag that is $name', async ({ tag, code }) => {
  using scratch = await oneApp()
  const clone = await scratch.clone()
  const request = { ...scratch.branch(`${clone.dir}/.git`), environment: 'dev', apps: ['web'], tag }
  expect(await codeOf(bump(request))).toBe(code)
  expect(await scratch.subjects()).toEqual(['First commit'])
})

it('lands in a repository that uses SHA-256', async () => {
  using scratch = await oneApp()
  const origin = join(scratch.root, 'sha256.git')
  const git = gitIn(scratch.root, platformIdentity)
  await git.run(['init', '--quiet', '--bare', '--object-format=sha256', '--initial-branch=master', origin])
  const checkout = join(scratch.root, 'sha256')
  await git.run(['init', '--quiet', '--object-format=sha256', '--initial-branch=master', checkout])
  for (const [path, content] of Object.entries(plainApps(['web']))) {
    mkdirSync(dirname(join(checkout, path)), { recursive: true })
    writeFileSync(join(checkout, path), content)
  }
  const inside = gitIn(checkout, platformIdentity)
  await inside.run(['add', '--all'])
  await inside.run(['commit', '--quiet', '--message', 'First'])
  await inside.run(['push', '--quiet', origin, 'master'])
  const tag = await inside.run(['rev-parse', 'HEAD'])

  await bump({ ...scratch.branch(origin, { remote: origin }), environment: 'dev', apps: ['web'], tag })

  const text = await gitIn(origin).run(['show', `master:${releasePath}`])
  expect(readReleaseFile(text, 'web').tag).toBe(tag)
  expect((await gitIn(origin).try(['fsck', '--strict'])).exitCode).toBe(0)
})
