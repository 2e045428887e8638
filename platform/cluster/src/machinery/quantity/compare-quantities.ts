import type { Quantity } from './quantity.ts'

type Amount = Pick<Quantity, 'exponent' | 'mantissa'>

/** Which of two quantities is the larger one, as `sort` wants it; no exponent is too large to compare. */
export function compareQuantities(a: Amount, b: Amount): number {
  const signs = sign(a.mantissa) - sign(b.mantissa)
  if (signs !== 0 || a.mantissa === 0n) return Math.sign(signs)
  const lengths = length(a) - length(b)
  if (lengths !== 0) return lengths > 0 === a.mantissa > 0n ? 1 : -1
  // With as many digits before the point, the exponents differ by less than the digits that were written.
  const exponent = Math.min(a.exponent, b.exponent)
  return sign(scaled(a, exponent) - scaled(b, exponent))
}

function length({ mantissa, exponent }: Amount): number {
  return String(mantissa < 0n ? -mantissa : mantissa).length + exponent
}

function scaled(amount: Amount, exponent: number): bigint {
  return amount.mantissa * 10n ** BigInt(amount.exponent - exponent)
}

function sign(number: bigint): number {
  if (number === 0n) return 0
  return number > 0n ? 1 : -1
}
