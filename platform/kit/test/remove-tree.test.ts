import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { removeTree, removeTreeSync } from '../src/files/remove-tree.ts'

const directory = mkdtempSync(join(tmpdir(), 'gitops-remove-'))
afterAll(() => rmSync(directory, { recursive: true }))

const ways = [
  { way: 'at once', remove: async (path: string) => removeTreeSync(path) },
  { way: 'beside other work', remove: removeTree },
]

it.each(ways)('removes folders that nobody may write to or look into: $way', async ({ remove }) => {
  const tree = join(directory, 'tree')
  mkdirSync(join(tree, 'read-only', 'deeper'), { recursive: true })
  writeFileSync(join(tree, 'read-only', 'deeper', 'file'), '', { mode: 0o444 })
  mkdirSync(join(tree, 'closed'))
  writeFileSync(join(tree, 'closed', 'file'), '')
  chmodSync(join(tree, 'read-only', 'deeper'), 0o555)
  chmodSync(join(tree, 'read-only'), 0o555)
  chmodSync(join(tree, 'closed'), 0)
  await remove(tree)
  expect(existsSync(tree)).toBe(false)
})

it.each(ways)(
  'removes a wide tree, of which much is still being removed at the first refusal: $way',
  async ({ remove }) => {
    const tree = join(directory, 'wide')
    for (let index = 0; index < 200; index++) {
      const folder = join(tree, `${index}`, 'a', 'b')
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, 'file'), '')
      if (index % 50 === 0) chmodSync(folder, 0o555)
    }
    await remove(tree)
    expect(existsSync(tree)).toBe(false)
  },
)

it.each(ways)('leaves what a link leads to as it is: $way', async ({ remove }) => {
  const tree = join(directory, 'links')
  const outside = join(directory, 'outside')
  mkdirSync(join(tree, 'read-only'), { recursive: true })
  mkdirSync(outside, { recursive: true })
  chmodSync(outside, 0o500)
  symlinkSync(outside, join(tree, 'read-only', 'link'))
  chmodSync(join(tree, 'read-only'), 0o555)
  await remove(tree)
  expect(existsSync(tree)).toBe(false)
  expect(existsSync(outside)).toBe(true)
})

it.each(ways)('does nothing where there is nothing: $way', async ({ remove }) => {
  await expect(remove(join(directory, 'missing'))).resolves.toBeUndefined()
})
