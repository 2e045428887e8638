import { GitopsError } from '@gitops-example/kit/errors'

export type QuantityFormat = 'BinarySI' | 'DecimalExponent' | 'DecimalSI'

/** An exact amount, `mantissa * 10 ** exponent` (apimachinery: `resource.Quantity`). */
export interface Quantity {
  readonly mantissa: bigint
  readonly exponent: number
  /** The kind of suffix it was written with, and is written with again. */
  readonly format: QuantityFormat
  /** How it was written, where upstream gives that back as it is. */
  readonly text?: string
}

/** A text that is longer is refused instead of computed; upstream has no such limit. */
const maxLength = 256
/** More digits take upstream's slower way, which rounds, and forgets how the quantity was written. */
const fastDigits = 18
const nano = -9
const largestBinary = 2n ** 63n - 1n
const decimalSuffixes = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E']
const binarySuffixes = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei']

const shape = /^([+-]?0*(\d*)(?:\.(\d*))?)([eEinumkKMGTP]*[+-]?\d*)$/

const problems = {
  format: "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
  number: 'unable to parse numeric part of quantity',
  suffix: "unable to parse quantity's suffix",
}

/** Reads a quantity exactly as Kubernetes does (apimachinery: `resource.ParseQuantity`); errors have upstream's words. */
export function parseQuantity(text: string): Quantity {
  if (text === '' || text.length > maxLength) throw refuse('format')
  const [, value = '', digits = '', fraction = '', suffix = ''] = shape.exec(text) ?? [undefined]
  if (value === '' && suffix === '') throw refuse('format')
  const { times, exponent, format } = readSuffix(suffix)
  const whole = digits === '' ? '0' : digits
  const unscaled = BigInt(`${value.startsWith('-') ? '-' : ''}${whole}${fraction}`) * times
  const scale = (exponent - fraction.length) | 0
  const isFast = scale >= nano && spareDigits(whole, fraction, times, format) >= 0
  if (isFast) return { mantissa: unscaled, exponent: scale, format, ...textOf(whole + fraction) }
  if (!/\d/.test(value)) throw refuse('number')
  return capped(roundUp(unscaled, scale), format)

  /** Upstream's test for a text that is canonical already, which lets some pass that are not. */
  function textOf(all: string): { text?: string } {
    const isKept =
      format === 'BinarySI'
        ? (BigInt(all) & 7n) !== 0n
        : scale % 3 === 0 && !all.endsWith('000') && !all.startsWith('0')
    return isKept ? { text } : {}
  }
}

/** How many more digits would still take upstream's fast way. */
function spareDigits(whole: string, fraction: string, times: bigint, format: QuantityFormat): number {
  if (format !== 'BinarySI') return fastDigits - whole.length - fraction.length
  const bits = times.toString(2).length - 1
  return fraction === '' ? 15 - whole.length - Math.trunc(bits * 0.3) - 1 : -1
}

function readSuffix(suffix: string): { times: bigint; exponent: number; format: QuantityFormat } {
  const decimal = decimalSuffixes.indexOf(suffix)
  if (decimal >= 0) return { times: 1n, exponent: decimal * 3 + nano, format: 'DecimalSI' }
  const binary = binarySuffixes.indexOf(suffix)
  if (binary >= 0) return { times: 1024n ** BigInt(binary), exponent: 0, format: 'BinarySI' }
  const written = /^[eE]([+-]?\d+)$/.exec(suffix)?.[1]?.replace('+', '')
  if (written === undefined || BigInt.asIntN(64, BigInt(written)) !== BigInt(written)) throw refuse('suffix')
  // Upstream cuts it to 32 bits.
  return { times: 1n, exponent: Number(BigInt.asIntN(32, BigInt(written))), format: 'DecimalExponent' }
}

/** What is finer than a billionth is rounded away from zero. */
function roundUp(mantissa: bigint, exponent: number): Pick<Quantity, 'exponent' | 'mantissa'> {
  if (exponent >= nano) return { mantissa, exponent }
  return { mantissa: divideAwayFromZero(mantissa, nano - exponent), exponent: nano }
}

function capped(
  { mantissa, exponent }: Pick<Quantity, 'exponent' | 'mantissa'>,
  format: QuantityFormat,
): Quantity {
  if (format !== 'BinarySI') return { mantissa, exponent, format }
  const limit = largestBinary * 10n ** BigInt(-exponent)
  if (mantissa > limit) return { mantissa: largestBinary, exponent: 0, format }
  if (mantissa < -limit) return { mantissa: -largestBinary, exponent: 0, format }
  return { mantissa, exponent, format }
}

/** `mantissa / 10 ** digits`, however large `digits` is. */
export function divideAwayFromZero(mantissa: bigint, digits: number): bigint {
  const size = mantissa < 0n ? -mantissa : mantissa
  const by = 10n ** BigInt(Math.min(digits, size.toString().length))
  const divided = (size + by - 1n) / by
  return mantissa < 0n ? -divided : divided
}

function refuse(what: keyof typeof problems): GitopsError {
  return new GitopsError('quantity-invalid', problems[what])
}
