import { expect, it } from 'vitest'
import { parseTree } from './parse-tree.ts'

const id = '0123456789abcdef0123456789abcdef01234567'
const entry = (mode: string, name: string) =>
  Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(id, 'hex')])

it('reads the entries of a tree object', () => {
  const content = Buffer.concat([
    entry('100644', 'a b'),
    entry('100755', 'run'),
    entry('120000', 'link'),
    entry('40000', 'größe'),
    entry('160000', 'module'),
  ])
  expect(parseTree(content, 20)).toEqual([
    { name: 'a b', mode: '100644', id, type: 'file' },
    { name: 'run', mode: '100755', id, type: 'executable' },
    { name: 'link', mode: '120000', id, type: 'symlink' },
    { name: 'größe', mode: '40000', id, type: 'directory' },
    { name: 'module', mode: '160000', id, type: 'submodule' },
  ])
  expect(parseTree(Buffer.alloc(0), 20)).toEqual([])
})

it.each(['..', '.', '', '../x', '/etc'])(
  'refuses an entry named %j, which would leave the directory',
  (name) => {
    expect(() => parseTree(entry('100644', name), 20)).toThrow('A directory in git has an entry named')
  },
)

it('refuses a link and a directory of one name, which would lead out of the directory too', () => {
  const content = Buffer.concat([entry('120000', 'out'), entry('40000', 'out')])
  expect(() => parseTree(content, 20)).toThrow('A directory in git has two entries named "out".')
})
