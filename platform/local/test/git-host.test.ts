import { execFileSync } from 'node:child_process'
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gitIn, platformIdentity } from '@gitops-example/kit/git/git'
import { describe, expect, it } from 'vitest'
import { deployedLines, openGitHost } from '../src/git-host/open-git-host.ts'
import { type RefUpdate, watchPushes } from '../src/git-host/push-events.ts'
import { readSettings } from '../src/state/settings.ts'
import { statePaths } from '../src/state/state-paths.ts'
import { TemporaryDirectory } from './temporary-directory.ts'

const settings = readSettings({})

function prepared(directory: TemporaryDirectory) {
  const paths = statePaths(directory.path)
  mkdirSync(paths.run, { recursive: true })
  const git = gitIn(directory.path, platformIdentity)
  const commit = async (file: string, text: string) => {
    writeFileSync(join(directory.path, file), text)
    await git.run(['add', file])
    await git.run(['commit', '--quiet', '--message', text])
    return await git.run(['rev-parse', 'HEAD'])
  }
  const open = async () => {
    writeFileSync(join(directory.path, '.gitignore'), '.gitops/\n')
    return await openGitHost(settings, paths)
  }
  return { paths, git, commit, open }
}

describe('the git host', () => {
  it('takes HEAD of a new checkout, and keeps its own branch afterwards', async () => {
    using directory = new TemporaryDirectory()
    const { git, commit, open } = prepared(directory)
    await git.run(['init', '--quiet'])
    const first = await commit('a', 'first')
    expect(await (await open()).head()).toBe(first)

    await commit('a', 'second')
    const host = await open()
    expect(await host.head()).toBe(first)
    expect(deployedLines(host, 'master').join('\n')).toContain('1 commit of yours not pushed yet')
  })

  it('takes old history as it is, and no tree with two entries of one name', async () => {
    using directory = new TemporaryDirectory()
    const { git, commit, open, paths } = prepared(directory)
    await git.run(['init', '--quiet'])
    const first = await commit('a', 'first')
    await open()
    const object = (type: string, content: string | Buffer) => {
      const input = Buffer.isBuffer(content) ? content : Buffer.from(content)
      const argv = ['hash-object', '-t', type, '-w', '--literally', '--stdin']
      return execFileSync('git', argv, { cwd: directory.path, input, encoding: 'utf8' }).trim()
    }
    const push = (revision: string, branch: string) =>
      git.try(['push', '--quiet', paths.origin, `${revision}:refs/heads/${branch}`])
    const root = await git.run(['rev-parse', 'HEAD^{tree}'])
    const old = `tree ${root}\nparent ${first}\nauthor A<a@example.com> 01 +9\ncommitter B <b> 1 +0000\n\nold\n`
    expect((await push(object('commit', old), 'old')).exitCode).toBe(0)

    const entries = [`120000 out\0${object('blob', '/etc')}`, `40000 out\0${root}`].map((text) => {
      const end = text.indexOf('\0') + 1
      return Buffer.concat([Buffer.from(text.slice(0, end)), Buffer.from(text.slice(end), 'hex')])
    })
    const tree = object('tree', Buffer.concat(entries))
    const bad = await git.run(['commit-tree', tree, '-m', 'bad'])
    const { exitCode, stderr } = await push(bad, 'bad')
    expect(exitCode).not.toBe(0)
    expect(stderr).toContain('duplicateEntries')
  })

  it('initialises a directory that is not a checkout, and says so', async () => {
    using directory = new TemporaryDirectory()
    const { open } = prepared(directory)
    const host = await open()
    expect(host.checkout.initialised).toBe(true)
    expect(deployedLines(host, 'master')[0]).toContain('This is not a git checkout: initialised one here')
  })

  it('refuses a checkout without a commit, and says what to do', async () => {
    using directory = new TemporaryDirectory()
    const { git, open } = prepared(directory)
    await git.run(['init', '--quiet'])
    await expect(open()).rejects.toMatchObject({
      code: 'no-commit',
      hint: expect.stringContaining('git commit'),
    })
  })

  it('reports each push once, in order, and marks our own bumps', async () => {
    using directory = new TemporaryDirectory()
    const { git, commit, open } = prepared(directory)
    await git.run(['init', '--quiet'])
    const first = await commit('a', 'first')
    const { origin } = await open()
    const seen: RefUpdate[] = []
    const wanted = Promise.withResolvers<void>()
    using _ = watchPushes(origin.pushLog, (update) => {
      seen.push(update)
      if (seen.length === 2) wanted.resolve()
    })
    const second = await commit('a', 'second')
    const third = await commit('a', 'third')
    const push = async (revision: string, env: Record<string, string>) => {
      const silent = gitIn(directory.path, { GITOPS_FOLLOW: 'off', ...env })
      await silent.run(['push', '--quiet', origin.dir, `${revision}:refs/heads/master`])
    }
    await push(second, {})
    await push(third, { GITOPS_DELIVERY: 'bump' })
    await wanted.promise
    expect(seen).toEqual([
      { before: first, after: second, ref: 'refs/heads/master', bump: false },
      { before: second, after: third, ref: 'refs/heads/master', bump: true },
    ])
  })

  it.each([
    { how: 'removed', act: rmSync },
    { how: 'moved', act: (path: string) => renameSync(path, `${path}.old`) },
  ])('ends, and says so, when the file that pushes are written to is $how', async ({ act }) => {
    using directory = new TemporaryDirectory()
    const pushLog = join(directory.path, 'pushes.log')
    const watch = watchPushes(pushLog, () => {})
    act(pushLog)
    expect(await watch.ended).toBe(`${pushLog} was moved or removed`)
  })
})
