import { expect, it } from 'vitest'
import { goYaml } from './go-yaml.ts'
import { readYaml } from './read-yaml.ts'

const parse = (text: string) => readYaml(text, goYaml).next().value?.value

it.each([
  ['.', '.'],
  ['0644', 420],
  ['0o644', 420],
  ['08', 8],
  ['0x1F', 31],
  ['-12', -12],
  ['1_000', 1000],
  ['yes', true],
  ['Off', false],
  ['n', false],
  ['y', true],
  ['True', true],
  ['~', null],
  ['', null],
  ['12:30', '12:30'],
  ['2026-01-01', '2026-01-01'],
  ['.5', 0.5],
  ['1e3', 1000],
  ['1.0', 1],
  ['"yes"', 'yes'],
  ['1.2.3', '1.2.3'],
  ['12e', '12e'],
  ['0', 0],
])('reads the plain scalar %j as Kubernetes does', (text, want) => {
  expect(parse(`key: ${text}`)).toEqual({ key: want })
})

it('merges by <<, and keeps the last of equal keys', () => {
  const text = 'base: &base {a: 1, b: 2}\nkey: {<<: *base, b: 3}\ntwice: 1\ntwice: 2\n'
  expect(parse(text)).toEqual({ base: { a: 1, b: 2 }, key: { a: 1, b: 3 }, twice: 2 })
})
