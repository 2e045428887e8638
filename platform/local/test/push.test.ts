import { chmodSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gitIn } from '@gitops-example/kit/git/git'
import { describe, expect, it } from 'vitest'
import { movedLines } from '../src/push/moved-lines.ts'
import { PushWorld } from './push-world.ts'

describe('HEAD on top of what is delivered', () => {
  it('is pushed with the hashes that it has, merges included, and counts what is not committed', async () => {
    using world = await PushWorld.open()
    const { git } = world
    await git.run(['checkout', '--quiet', '-b', 'feature'])
    const feature = await world.commit('feature')
    await git.run(['checkout', '--quiet', 'master'])
    await world.commit('second')
    await git.run(['merge', '--quiet', '--no-ff', '--no-edit', 'feature'])
    writeFileSync(join(git.dir, 'first'), 'edited')
    writeFileSync(join(git.dir, 'untracked'), '')
    const pushed = await world.push()
    expect(pushed).toMatchObject({ kind: 'forward', left: [], uncommitted: 2 })
    expect(await world.master()).toBe(await world.head())
    await world.origin.run(['merge-base', '--is-ancestor', feature, 'master'])
    expect(await git.run(['rev-parse', 'local/master'])).toBe(await world.head())
  })

  it('is pushed whatever the platform keeps packed', async () => {
    using world = await PushWorld.open()
    await world.origin.run(['pack-refs', '--all'])
    expect(await world.push()).toMatchObject({ kind: 'nothing' })
    await world.commit('second')
    expect(await world.push()).toMatchObject({ kind: 'forward' })
    expect(await world.master()).toBe(await world.head())
  })

  it('goes to this machine only, wherever the remotes of the checkout lead', async () => {
    using world = await PushWorld.open()
    const { git } = world
    const hub = world.directory()
    await gitIn(hub).run(['init', '--quiet', '--bare'])
    for (const key of ['remote.local.url', 'remote.local.pushurl', 'remote.origin.url']) {
      await git.run(['config', key, hub])
    }
    await git.run(['config', 'remote.pushDefault', 'origin'])
    await world.commit('second')
    expect(await world.push()).toMatchObject({ kind: 'forward' })
    expect(await world.master()).toBe(await world.head())
    expect(await gitIn(hub).run(['for-each-ref'])).toBe('')
  })
})

describe('nothing to push', () => {
  it('counts the files that are not committed, untracked ones too, ignored ones not', async () => {
    using world = await PushWorld.open()
    const { git } = world
    expect(await world.push()).toMatchObject({ kind: 'nothing', uncommitted: 0, theirs: [] })
    writeFileSync(join(git.dir, 'first'), 'edited')
    writeFileSync(join(git.dir, 'new'), '')
    writeFileSync(join(git.dir, '.gitops', 'ignored'), '')
    const commit = await world.head()
    expect(await world.push()).toMatchObject({ kind: 'nothing', commit, uncommitted: 2 })
  })

  it('does not go back where another clone has pushed, and brings its commits within reach', async () => {
    using world = await PushWorld.open()
    const theirs = await world.pushedByAnother('theirs')
    expect(await world.push()).toMatchObject({
      kind: 'nothing',
      theirs: [{ commit: theirs, subject: 'theirs' }],
    })
    expect(await world.master()).toBe(theirs)
    await world.git.run(['merge', '--quiet', '--ff-only', 'local/master'])
    expect(await world.head()).toBe(theirs)
  })

  it('leaves alone what the platform has put on top', async () => {
    using world = await PushWorld.open()
    const release = await world.pushedByPlatform('Release')
    expect(await world.push()).toMatchObject({ kind: 'nothing', theirs: [] })
    expect(await world.master()).toBe(release)
  })
})

describe('HEAD beside what is delivered', () => {
  it('takes the place of the commit that was amended, which can be brought back', async () => {
    using world = await PushWorld.open()
    const { git } = world
    const before = await world.commit('second')
    await world.push()
    await git.run(['commit', '--quiet', '--amend', '--message', 'amended'])
    const after = await world.head()
    const pushed = await world.push()
    const left = [{ commit: before, subject: 'second' }]
    expect(pushed).toMatchObject({ kind: 'replace', from: before, commit: after, left })
    expect(await world.master()).toBe(after)

    await typed(world, { from: before, to: after, left, isBack: false })
    expect(await world.master()).toBe(before)
    expect(await world.push()).toMatchObject({ kind: 'replace', from: before })
  })

  it('takes the place of commits that were rebased', async () => {
    using world = await PushWorld.open()
    const { git } = world
    await world.commit('second')
    const before = await world.commit('third')
    await world.push()
    await git.run(['rebase', '--quiet', '--force-rebase', '--onto', 'HEAD~2', 'HEAD~1'])
    expect(await world.push()).toMatchObject({
      kind: 'replace',
      from: before,
      left: [{ subject: 'third' }, { subject: 'second' }],
    })
    expect(await world.master()).toBe(await world.head())
  })

  it('goes back to an older commit, and forward again', async () => {
    using world = await PushWorld.open()
    const { git } = world
    const first = await world.head()
    await world.commit('second')
    const third = await world.commit('third')
    await world.push()
    await git.run(['reset', '--quiet', '--hard', 'HEAD~2'])
    const pushed = await world.push()
    const left = [{ subject: 'third' }, { subject: 'second' }]
    expect(pushed).toMatchObject({ kind: 'back', from: third, commit: first, left })
    expect(await world.master()).toBe(first)

    await typed(world, { from: third, to: first, left: [], isBack: true })
    expect(await world.master()).toBe(third)
  })

  it('goes back from commits of another clone once they were here', async () => {
    using world = await PushWorld.open()
    const { git } = world
    const first = await world.head()
    await world.pushedByAnother('theirs')
    await git.run(['pull', '--quiet', 'local', 'master'])
    await git.run(['reset', '--quiet', '--hard', first])
    expect(await world.push()).toMatchObject({ kind: 'back', left: [{ subject: 'theirs' }] })
    expect(await world.master()).toBe(first)
  })

  it('does not take the place of commits that were only fetched; merged, both are delivered', async () => {
    using world = await PushWorld.open()
    const { git } = world
    const ours = await world.commit('ours')
    const theirs = await world.pushedByAnother('theirs')
    await git.run(['fetch', '--quiet', 'local'])
    const error = await world.push().catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({
      code: 'not-yours',
      message: expect.stringContaining(`${theirs.slice(0, 7)} theirs`),
      hint: expect.stringContaining('git merge local/master'),
    })
    expect([await world.head(), await world.master()]).toEqual([ours, theirs])

    await git.run(['merge', '--quiet', '--no-edit', 'local/master'])
    expect(await world.push()).toMatchObject({ kind: 'forward' })
    for (const commit of [ours, theirs]) {
      await world.origin.run(['merge-base', '--is-ancestor', commit, 'master'])
    }
  })

  it('names commits that were never fetched, and the command that gives them up does so', async () => {
    using world = await PushWorld.open()
    const ours = await world.commit('ours')
    await world.pushedByAnother('theirs')
    const error = await world.push().catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'not-yours', message: expect.stringContaining('theirs') })
    const command = /git push --force.*/.exec(String(Object(error).hint))?.[0] ?? ''
    await world.git.run(command.split(' ').slice(1))
    expect(await world.master()).toBe(ours)
  })

  it('takes the place of commits that only the platform made', async () => {
    using world = await PushWorld.open()
    await world.pushedByPlatform('Release')
    const ours = await world.commit('ours')
    expect(await world.push()).toMatchObject({ kind: 'replace', left: [{ subject: 'Release' }] })
    expect(await world.master()).toBe(ours)
  })

  it('is refused without a log of HEAD, as nothing shows whose the commits are', async () => {
    using world = await PushWorld.open(async (git) => {
      await git.run(['config', 'core.logAllRefUpdates', 'false'])
      rmSync(join(git.dir, '.git', 'logs'), { recursive: true })
    })
    const second = await world.commit('second')
    expect(await world.push()).toMatchObject({ kind: 'forward' })
    await world.git.run(['commit', '--quiet', '--amend', '--message', 'amended'])
    await expect(world.push()).rejects.toMatchObject({
      code: 'not-yours',
      message: expect.stringContaining('git keeps no log of its HEAD'),
    })
    expect(await world.master()).toBe(second)
  })

  it('is judged by what is left of the log when git has pruned old commits', async () => {
    using world = await PushWorld.open()
    const { git } = world
    const pruned = await world.commit('gone')
    await git.run(['reset', '--quiet', '--hard', 'HEAD~1'])
    const before = await world.commit('second')
    await world.push()
    await git.run(['commit', '--quiet', '--amend', '--message', 'amended'])
    rmSync(join(git.dir, '.git', 'objects', pruned.slice(0, 2), pruned.slice(2)))
    expect(await world.push()).toMatchObject({ kind: 'replace', left: [{ commit: before }] })
  })
})

describe('another branch than the delivered one', () => {
  it('says first what comes and what leaves', async () => {
    using world = await PushWorld.open()
    const { git } = world
    await git.run(['checkout', '--quiet', '-b', 'feature-x'])
    await world.commit('one')
    await world.commit('two')
    await world.push()
    expect(world.coming).toMatchObject([{ source: 'feature-x', kind: 'forward', ahead: 2, left: [] }])

    await git.run(['checkout', '--quiet', '--detach', 'master'])
    await world.commit('three')
    await world.push()
    expect(world.coming[1]).toMatchObject({
      source: undefined,
      kind: 'replace',
      ahead: 1,
      left: [{ subject: 'two' }, { subject: 'one' }],
    })
    expect(await world.master()).toBe(await world.head())
  })

  it('of a linked work tree has a log of its own', async () => {
    using world = await PushWorld.open()
    const { git } = world
    const tree = join(world.directory(), 'tree')
    await git.run(['worktree', 'add', '--quiet', '-b', 'side', tree])
    const side = await gitIn(tree).run(['rev-parse', 'HEAD'])
    const second = await world.commit('second')
    await world.push()
    expect(await world.push(tree)).toMatchObject({ kind: 'nothing', theirs: [{ commit: second }] })
    expect(side).not.toBe(second)
    expect(await world.master()).toBe(second)
  })
})

describe('the branch of the machine', () => {
  it('is created again when somebody deleted it', async () => {
    using world = await PushWorld.open()
    await world.origin.run(['update-ref', '-d', 'refs/heads/master'])
    expect(await world.push()).toMatchObject({ kind: 'create', from: undefined, left: [] })
    expect(await world.master()).toBe(await world.head())
  })

  it('cannot be deleted by git push', async () => {
    using world = await PushWorld.open()
    const { exitCode, stderr } = await world.git.try(['push', 'local', ':master'])
    expect(exitCode).toBe(1)
    expect(stderr).toContain('deletion of the current branch prohibited')
    expect(await world.master()).toBe(await world.head())
  })

  it.each([
    { what: 'pushed to', refspec: 'HEAD:refs/heads/releases/local' },
    { what: 'moved by force', refspec: '+HEAD:refs/heads/releases/local' },
    { what: 'deleted', refspec: ':refs/heads/releases/local' },
  ])('is the only one for people: that of releases cannot be $what', async ({ refspec }) => {
    using world = await PushWorld.open()
    const first = await world.head()
    await world.origin.run(['update-ref', 'refs/heads/releases/local', first])
    await world.commit('second')
    const { exitCode, stderr } = await world.git.try(['push', 'local', refspec])
    expect(exitCode).toBe(1)
    expect(stderr).toContain(
      'releases/local is written by gitops alone: a push of the delivered branch makes a release, gitops rollback takes one back.',
    )
    expect(await world.origin.run(['rev-parse', 'releases/local'])).toBe(first)
  })

  it('takes a push from a shallow clone, and an amended one', async () => {
    using source = await PushWorld.open()
    await source.commit('second')
    await source.commit('third')
    using world = await PushWorld.open()
    const { git } = world
    await git.run(['fetch', '--quiet', '--depth=2', `file://${source.git.dir}`, 'master'])
    await git.run(['reset', '--quiet', '--hard', 'FETCH_HEAD'])
    expect(await world.push()).toMatchObject({ kind: 'replace' })
    await world.commit('fourth')
    expect(await world.push()).toMatchObject({ kind: 'forward' })
    await git.run(['commit', '--quiet', '--amend', '--message', 'amended'])
    expect(await world.push()).toMatchObject({ kind: 'replace', left: [{ subject: 'fourth' }] })
    expect(await world.master()).toBe(await world.head())
  })
})

describe('a push that fails', () => {
  it('shows what git says, and moves nothing', async () => {
    using world = await PushWorld.open()
    const before = await world.master()
    const hook = join(world.originDir, 'hooks', 'pre-receive')
    writeFileSync(hook, '#!/bin/sh\necho no space left >&2\nexit 1\n')
    chmodSync(hook, 0o755)
    await world.commit('second')
    await expect(world.push()).rejects.toMatchObject({
      code: 'push-failed',
      message: expect.stringMatching(/git push says:[\s\S]*no space left/),
      hint: expect.stringContaining('gitops push'),
    })
    expect(await world.master()).toBe(before)
  })

  it('says that there is nothing to push without a commit', async () => {
    using world = await PushWorld.open()
    const empty = world.directory()
    await gitIn(empty).run(['init', '--quiet'])
    await expect(world.push(empty)).rejects.toMatchObject({
      code: 'no-commit',
      hint: expect.stringContaining('git commit'),
    })
  })

  it.each(['on top of it', 'amended'])(
    'looks again when the branch moves meanwhile, HEAD %s',
    async (head) => {
      using world = await PushWorld.open()
      if (head === 'amended') await world.git.run(['commit', '--quiet', '--amend', '--message', 'amended'])
      else await world.commit('second')
      await movedDuringEachPush(world, 2)
      const pushed = await world.push()
      expect(pushed).toMatchObject({ kind: 'replace' })
      expect(world.coming).toHaveLength(3)
      expect(await world.master()).toBe(await world.head())
    },
  )

  it('gives up when the branch moves each time', async () => {
    using world = await PushWorld.open()
    await world.commit('second')
    await movedDuringEachPush(world, 9)
    await expect(world.push()).rejects.toMatchObject({
      code: 'push-overtaken',
      retryable: true,
      hint: expect.stringContaining('gitops push'),
    })
    expect(world.coming).toHaveLength(5)
  })
})

describe('plain git', () => {
  it('says what to do when the branch moves during the push', async () => {
    using world = await PushWorld.open()
    await world.commit('second')
    await movedDuringEachPush(world, 1)
    const person = gitIn(world.git.dir, { GITOPS_FOLLOW: 'off' }, { hooks: 'user' })
    const { exitCode, stderr } = await person.try(['push', 'local', 'HEAD:master'])
    expect(exitCode).toBe(1)
    expect(stderr).toContain('master has moved since this push began, and was left as it is. Push again;')
    expect(await world.master()).not.toBe(await world.head())
  })

  it('pushes the checked out branch to the machine, also amended under a lease', async () => {
    using world = await PushWorld.open()
    await world.commit('second')
    await world.git.run(['config', 'branch.master.remote', 'origin']) // as in a clone
    await world.git.run(['push', 'local'])
    expect(await world.master()).toBe(await world.head())
    await world.git.run(['commit', '--quiet', '--amend', '--message', 'amended'])
    expect((await world.git.try(['push', 'local'])).exitCode).toBe(1)
    await world.git.run(['push', '--force-with-lease', 'local'])
    expect(await world.master()).toBe(await world.head())
  })

  it('prints what left the branch, and that another branch is not delivered', async () => {
    using world = await PushWorld.open()
    const shown = gitIn(world.git.dir) // without GITOPS_FOLLOW=off
    const remoteLines = async (...args: string[]) => {
      const { exitCode, stderr } = await shown.try(['push', '--quiet', ...args])
      expect(exitCode, stderr).toBe(0)
      return stderr.split('\n').map((line) => line.replace(/^remote: /, '').trimEnd())
    }
    const notRunning = 'Pushed, but the platform is not running. Start it with npm start.'
    const before = await world.commit('second')
    expect(await remoteLines('local', 'master')).toEqual([notRunning, ''])

    await world.git.run(['commit', '--quiet', '--amend', '--message', 'amended'])
    const [from, to] = [before.slice(0, 7), (await world.head()).slice(0, 7)]
    expect(await remoteLines('--force', 'local', 'master')).toEqual([
      `Moved master from ${from} to ${to}: 1 commit left it.`,
      `  ${from} second`,
      `To run it again: git push --force-with-lease=master:${to} local ${from}:master`,
      notRunning,
      '',
    ])

    expect(await remoteLines('local', 'HEAD:refs/heads/side')).toEqual([
      'Stored; only what is pushed to master is delivered here.',
      '',
    ])
  })
})

/** A hook of the checkout, which git runs between the look at the branch and the push, moves the branch. */
async function movedDuringEachPush(world: PushWorld, times: number): Promise<void> {
  const tree = await world.origin.run(['rev-parse', 'master^{tree}'])
  const count = join(world.directory(), 'count')
  const hook = join(world.git.dir, '.git', 'hooks', 'pre-push')
  writeFileSync(
    hook,
    `#!/bin/sh
n=$(cat ${count} 2>/dev/null || echo 0)
[ "$n" -lt ${times} ] || exit 0
echo $((n + 1)) > ${count}
unset GIT_DIR
cd ${world.originDir}
export GIT_AUTHOR_EMAIL=gitops@localhost GIT_COMMITTER_EMAIL=gitops@localhost GIT_AUTHOR_NAME=g GIT_COMMITTER_NAME=g
git update-ref refs/heads/master $(git commit-tree -p master -m "Moved $n" ${tree})
`,
  )
  chmodSync(hook, 0o755)
}

/** Types the command that `movedLines` names. */
async function typed(
  world: PushWorld,
  move: Omit<Parameters<typeof movedLines>[0], 'branch' | 'remote'>,
): Promise<void> {
  const command = movedLines({ branch: 'master', remote: 'local', ...move }).at(-1) ?? ''
  await world.git.run(command.slice(command.indexOf('git push')).split(' ').slice(1))
}
