import { gitIn, platformIdentity } from '@gitops-example/kit/git/git'
import { expect, it } from 'vitest'
import { openBareRepository } from '../src/git-host/bare-repository.ts'
import { settingsOf } from '../src/state/delivered-branch.ts'
import { statePaths } from '../src/state/state-paths.ts'
import { TemporaryDirectory } from './temporary-directory.ts'

const commit = ['commit', '--quiet', '--allow-empty', '--message', 'first']
const origin = ['symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/trunk']

it.each([
  { name: 'the branch that is checked out', given: [['branch', '--move', 'mine']], want: 'mine' },
  { name: 'main where there is one', given: [['switch', '--quiet', '--create', 'mine']], want: 'main' },
  {
    name: 'master where origin has one',
    given: [
      ['update-ref', 'refs/remotes/origin/master', 'HEAD'],
      ['branch', '--move', 'mine'],
    ],
    want: 'master',
  },
  { name: 'master where there is one', given: [['branch', 'master']], want: 'master' },
  { name: 'what HEAD of origin names', given: [['branch', 'master'], origin], want: 'trunk' },
  { name: 'what the git host was made for', given: [origin], hosted: 'kept', want: 'kept' },
  { name: 'what somebody sets', given: [], hosted: 'kept', env: { GITOPS_BRANCH: 'set' }, want: 'set' },
])('delivers $name', async ({ given, hosted, env = {}, want }) => {
  using directory = new TemporaryDirectory()
  const git = gitIn(directory.path, platformIdentity)
  for (const command of [['init', '--quiet', '--initial-branch=main'], commit, ...given])
    await git.run(command)
  const { origin: dir, run: runDir } = statePaths(directory.path)
  if (hosted !== undefined) {
    await openBareRepository({ dir, runDir, branch: 'first', objectFormat: 'sha1' })
    await openBareRepository({ dir, runDir, branch: hosted, objectFormat: 'sha1' })
  }
  expect((await settingsOf(directory.path, env)).branch).toBe(want)
})
