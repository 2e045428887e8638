import { globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { expect, it } from 'vitest'

const index = readFileSync('docs/decisions/README.md', 'utf8')
const files = globSync('docs/decisions/[0-9]*.md').toSorted()

it('lists every decision in order, with its number, title and file', () => {
  const listed = [...index.matchAll(/^\| (\d+)\. \[(.+?)\]\((.+?)\) +\| \S/gm)].map(
    ([, number, title, file]) => {
      return { number, title, file }
    },
  )
  expect(listed).toEqual(files.map((path) => ({ ...headOf(path), file: basename(path) })))
})

it.each(files)('%s has a number, a status, a context, a decision and what was given up', (path) => {
  const text = readFileSync(path, 'utf8')
  const headings = [...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)
  expect(Number(basename(path).slice(0, 4))).toBe(Number(headOf(path).number))
  expect(text).toMatch(/^Status: \w+/m)
  expect(headings).toEqual(['Context', 'Decision', 'What we gave up'])
})

function headOf(path: string): { number: string | undefined; title: string | undefined } {
  const [, number, title] = /^# (\d+)\. (.+)$/m.exec(readFileSync(path, 'utf8')) ?? []
  return { number, title }
}
