import { compareQuantities } from './compare-quantities.ts'
import type { Quantity } from './quantity.ts'

const decimalSuffixes = new Map(
  ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'].map((suffix, index) => [index * 3 - 9, suffix]),
)
const binarySuffixes = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei']
const kibi: Quantity = { mantissa: 1024n, exponent: 0, format: 'BinarySI' }
const minusKibi: Quantity = { ...kibi, mantissa: -1024n }

/**
 * A quantity in the form that the API gives back (apimachinery: `Quantity.String`): without a fraction, with the largest
 * suffix that loses nothing, so that `0.5` is `500m` and `1024Mi` is `1Gi`.
 */
export function formatQuantity(quantity: Quantity): string {
  if (quantity.text !== undefined) return quantity.text
  if (quantity.mantissa === 0n) return '0'
  return (isBinary(quantity) ? binary(quantity) : undefined) ?? decimal(quantity)
}

function isBinary(quantity: Quantity): boolean {
  if (quantity.format !== 'BinarySI') return false
  return compareQuantities(quantity, minusKibi) <= 0 || compareQuantities(quantity, kibi) >= 0
}

/** Undefined for one that is not whole. */
function binary({ mantissa, exponent }: Quantity): string | undefined {
  const power = 10n ** BigInt(-exponent)
  if (mantissa % power !== 0n) return undefined
  const { left, times } = withoutFactor(mantissa / power, 1024n)
  return `${left}${binarySuffixes[times]}`
}

function decimal({ mantissa, exponent, format }: Quantity): string {
  const { left, times } = withoutFactor(mantissa, 10n)
  const total = exponent + times
  const thousands = Math.floor(total / 3) * 3
  const number = left * 10n ** BigInt(total - thousands)
  if (format === 'DecimalExponent') return thousands === 0 ? `${number}` : `${number}e${thousands}`
  // Upstream leaves out a suffix that it does not have, such as the one of 10 ** 24.
  return `${number}${decimalSuffixes.get(thousands) ?? ''}`
}

function withoutFactor(number: bigint, factor: bigint): { left: bigint; times: number } {
  let left = number
  let times = 0
  while (left % factor === 0n) {
    left /= factor
    times++
  }
  return { left, times }
}
