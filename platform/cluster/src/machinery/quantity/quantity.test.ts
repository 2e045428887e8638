import { expect, test } from 'vitest'
import { compareQuantities } from './compare-quantities.ts'
import { formatQuantity } from './format-quantity.ts'
import { parseQuantity } from './quantity.ts'
import { milliOf, numberOf, unitsOf } from './quantity-value.ts'
// Facts of apimachinery v0.35.4; scripts/README.md says how to write them.
import rows from './testdata/quantities.json' with { type: 'json' }

const accepted = rows.filter((row) => row.length > 2)
const refused = rows.filter((row) => row.length === 2)

test('quantities are written as apimachinery writes them', () => {
  expect(accepted.length).toBeGreaterThan(400)
  expect(accepted.map(([text]) => [text, formatQuantity(parseQuantity(String(text)))])).toEqual(
    accepted.map(([text, written]) => [text, written]),
  )
})

test('the values in units and thousandths are those of apimachinery', () => {
  const small = accepted.filter(([, , , milli]) => milli !== null)
  expect(small.length).toBeGreaterThan(200)
  expect(
    small.map(([text]) => {
      const quantity = parseQuantity(String(text))
      return [text, Number(unitsOf(quantity)), Number(milliOf(quantity))]
    }),
  ).toEqual(small.map(([text, , units, milli]) => [text, units, milli]))
})

test('what apimachinery refuses is refused in the same words', () => {
  expect(refused.length).toBeGreaterThan(20)
  expect(refused.map(([text]) => [text, problemOf(String(text))])).toEqual(refused)
})

test.each(['1e2147483647', '1e-2147483648', '1.5e-2147483648', '-1e2147483647', `${'1'.repeat(250)}e9`])(
  '%s costs nothing to read, compare and round',
  (text) => {
    const quantity = parseQuantity(text)
    expect(formatQuantity(quantity).length).toBeLessThan(300)
    expect(compareQuantities(quantity, parseQuantity('1'))).toBe(Math.sign(numberOf(quantity) - 1))
    expect(unitsOf(quantity)).toBeTypeOf('bigint')
  },
)

test('a text too long to be a quantity is refused', () => {
  expect(problemOf('9'.repeat(257))).toContain('quantities must match')
})

test('quantities sort by value', () => {
  const texts = ['1Gi', '1000m', '1500Mi', '2', '-1', '-1k', '0', '1e9', '1001m', '1.0']
  const sorted = texts.map(parseQuantity).sort(compareQuantities)
  expect(sorted.map(numberOf)).toEqual([...sorted.map(numberOf)].sort((a, b) => a - b))
  expect(sorted.map(formatQuantity)).toEqual([
    '-1k',
    '-1',
    '0',
    '1',
    '1',
    '1001m',
    '2',
    '1e9',
    '1Gi',
    '1500Mi',
  ])
})

function problemOf(text: string): string {
  try {
    parseQuantity(text)
    return ''
  } catch (error) {
    return (error as Error).message
  }
}
