import { divideAwayFromZero, parseQuantity, type Quantity } from './quantity.ts'

const largest = 2n ** 63n - 1n

/** In whole units, rounded away from zero (apimachinery: `Quantity.Value`). */
export function unitsOf(quantity: Quantity): bigint {
  return scaledValue(quantity, 0)
}

/** In whole thousandths, rounded away from zero (apimachinery: `Quantity.MilliValue`). */
export function milliOf(quantity: Quantity): bigint {
  return scaledValue(quantity, -3)
}

/** What is finer than a thousandth is rounded away from zero. */
export function roundToMilli(quantity: Quantity): Quantity {
  const { mantissa, exponent, format } = quantity
  if (exponent >= -3) return quantity
  return { mantissa: divideAwayFromZero(mantissa, -3 - exponent), exponent: -3, format }
}

/** The number that comes nearest to it. */
export function numberOf({ mantissa, exponent }: Quantity): number {
  return Number(`${mantissa}e${exponent}`)
}

/** Reads a quantity that an object may have; undefined for none, and for one that was never validated and is not one. */
export function readQuantity(text: string | undefined): Quantity | undefined {
  if (text === undefined) return undefined
  try {
    return parseQuantity(text)
  } catch {
    return undefined
  }
}

/** In multiples of `10 ** exponent`; what 64 bits cannot hold is the largest number that they can. */
function scaledValue(quantity: Quantity, exponent: number): bigint {
  const shift = quantity.exponent - exponent
  if (shift < 0) return clamp(divideAwayFromZero(quantity.mantissa, -shift))
  if (shift > 19) return clamp(quantity.mantissa * (largest + 1n))
  return clamp(quantity.mantissa * 10n ** BigInt(shift))
}

function clamp(number: bigint): bigint {
  if (number > largest) return largest
  return number < -largest ? -largest : number
}
