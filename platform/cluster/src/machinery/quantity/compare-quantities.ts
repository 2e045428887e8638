import { quantityNanos } from './canonical-quantity.ts'

/** Which of two quantities is the larger one, as `sort` wants it; texts that are none count as zero. */
export function compareQuantities(a: string, b: string): number {
  const difference = (quantityNanos(a) ?? 0n) - (quantityNanos(b) ?? 0n)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}
