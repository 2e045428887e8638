import type { TreeEntry } from '@gitops-example/kit/git/parse-tree'
import { expect, it } from 'vitest'
import { changedPaths } from './changed-paths.ts'

const entry = (name: string, id: string, type: TreeEntry['type'] = 'file'): TreeEntry => ({
  name,
  mode: '',
  id,
  type,
})
const trees: Record<string, TreeEntry[]> = {
  before: [entry('a', '1'), entry('dir', 'dir1', 'directory'), entry('same', 'same', 'directory')],
  after: [entry('a', '2'), entry('dir', 'dir2', 'directory'), entry('same', 'same', 'directory')],
  added: [
    entry('a', '1'),
    entry('dir', 'dir1', 'directory'),
    entry('new', 'dir2', 'directory'),
    entry('same', 'same', 'directory'),
  ],
  turned: [entry('a', '1'), entry('dir', '9'), entry('same', 'same', 'directory')],
  executable: [
    entry('a', '1', 'executable'),
    entry('dir', 'dir1', 'directory'),
    entry('same', 'same', 'directory'),
  ],
  dir1: [entry('x', '1'), entry('y', '1')],
  dir2: [entry('x', '1'), entry('z', '1')],
}

it.each([
  { to: 'before', want: [] },
  { to: 'after', want: ['a', 'dir/y', 'dir/z'] },
  { to: 'added', want: ['new/x', 'new/z'] },
  { to: 'turned', want: ['dir', 'dir/x', 'dir/y'] },
  { to: 'executable', want: ['a'] },
])('lists what changes up to $to', async ({ to, want }) => {
  const read = async (id: string) => {
    if (id === 'same') throw new Error('a directory that is the same is not read')
    return trees[id] ?? []
  }
  expect(await changedPaths(read, 'before', to)).toEqual(want)
})
