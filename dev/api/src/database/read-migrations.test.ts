import { describe, expect, test } from 'vitest'
import { parseMigrations } from './read-migrations.ts'

const file = (name: string, exports: Record<string, unknown> = {}, text?: string) => ({
  file: name,
  text: text ?? `export const compatibleWithPrevious = true\n\nexport const up = 'SELECT 1'\n`,
  exports: { compatibleWithPrevious: true, up: 'SELECT 1', ...exports },
})

describe('the migrations of a folder', () => {
  test('are its files in the order of their numbers', () => {
    const breaking = file(
      '0002-drop-likes.ts',
      { compatibleWithPrevious: false, up: 'DROP TABLE likes' },
      'export const compatibleWithPrevious = false\n',
    )
    expect(parseMigrations([file('0001-add-likes.ts'), breaking])).toEqual([
      { name: '0001-add-likes', compatibleWithPrevious: true, up: 'SELECT 1' },
      { name: '0002-drop-likes', compatibleWithPrevious: false, up: 'DROP TABLE likes' },
    ])
  })

  test.each([
    {
      name: 'another extension',
      files: [file('0001-a.sql')],
      says: '0001-a.sql is not a migration: name it',
    },
    { name: 'no number', files: [file('add-likes.ts')], says: 'add-likes.ts is not a migration: name it' },
    { name: 'no words', files: [file('0001.ts')], says: '0001.ts is not a migration: name it' },
    {
      name: 'a number that is left out',
      files: [file('0001-a.ts'), file('0003-c.ts')],
      says: '0003-c.ts leaves a gap: the next number is 0002',
    },
    {
      name: 'a first number that is not 1',
      files: [file('0002-b.ts')],
      says: '0002-b.ts leaves a gap: the next number is 0001',
    },
    {
      name: 'the same number twice',
      files: [file('0001-a.ts'), file('0001-b.ts')],
      says: '0001-b.ts has the number of 0001-a.ts: give the one that is not released the next',
    },
    {
      name: 'no SQL',
      files: [file('0001-a.ts', { up: undefined })],
      says: 'does not export its SQL as `up`',
    },
    { name: 'empty SQL', files: [file('0001-a.ts', { up: '\n' })], says: 'does not export its SQL as `up`' },
    {
      name: 'no declaration',
      files: [file('0001-a.ts', { compatibleWithPrevious: undefined }, "export const up = 'SELECT 1'\n")],
      says: 'lacks a line of its own, `export const compatibleWithPrevious',
    },
    {
      name: 'a declaration that git does not show',
      files: [file('0001-a.ts', {}, 'export const compatibleWithPrevious = !process.env.OLD\n')],
      says: 'lacks a line of its own, `export const compatibleWithPrevious',
    },
    {
      name: 'a declaration that differs from the line that git shows',
      files: [file('0001-a.ts', { compatibleWithPrevious: false })],
      says: 'lacks a line of its own, `export const compatibleWithPrevious',
    },
  ])('must not have $name', ({ files, says }) => {
    expect(() => parseMigrations(files)).toThrow(`migrations/${files.at(-1)?.file} `)
    expect(() => parseMigrations(files)).toThrow(says)
  })

  test('are refused with every mistake', () => {
    expect(() => parseMigrations([file('0002-b.ts', { up: '' }), file('README.md')])).toThrow(
      /^migrations\/0002-b\.ts leaves a gap.*\nmigrations\/0002-b\.ts does not export.*\nmigrations\/README\.md is not/,
    )
  })
})
