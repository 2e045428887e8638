import { expect, it } from 'vitest'
import { changeBranch } from '../src/branch/change-branch.ts'
import type { RemoteBranch } from '../src/branch/remote-branch.ts'
import { plainApps, ScratchRepository } from '../src/testing/scratch-repository.ts'

it.each([
  { name: "others' files is decided once", path: 'dev/web/src/main.ts', decisions: 1 },
  { name: 'the file that it rests on is decided again', path: 'own.txt', decisions: 2 },
])('a change that loses a race to $name', async ({ path, decisions }) => {
  using scratch = await ScratchRepository.create({ ...plainApps(['web']), 'own.txt': 'before\n' })
  const clone = await scratch.clone()
  const options = scratch.branch(scratch.origin, { remote: scratch.origin })
  let races = 1
  const branch: RemoteBranch = {
    ...options.branch,
    async push(commit) {
      if (races-- > 0) await scratch.commit(clone, 'First', { [path]: 'theirs\n' })
      await options.branch.push(commit)
    },
  }
  let decided = 0
  const { revision } = await changeBranch({ ...options, branch, urgent: true }, async () => {
    decided++
    const files = new Map([['own.txt', 'ours\n']])
    return { files, message: 'Second\n', restsOn: ['own.txt'], outcome: undefined }
  })
  expect(decided).toBe(decisions)
  expect(await scratch.head()).toBe(revision)
  expect(await scratch.file('own.txt')).toBe('ours\n')
  expect(await scratch.subjects()).toEqual(['Second', 'First', 'First commit'])
})
