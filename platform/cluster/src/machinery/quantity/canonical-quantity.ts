const decimalSuffixes = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E']
const binarySuffixes = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei']
const nano = 1_000_000_000n
/** More digits, or a larger exponent, than any quantity needs: what is longer is refused instead of computed. */
const maxDigits = 40

const pattern = /^([+-]?)(\d*)(?:\.(\d*))?([numkMGTPE]|[KMGTPE]i|[eE][+-]?\d{1,2})?$/

export const quantityRule =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"

/**
 * A quantity in the one form that the API gives back (Kubernetes: Quantity): `1000m` is `1`, `1024Mi` is `1Gi`,
 * `0.5` is `500m`. `undefined` for a text that is none.
 */
export function canonicalQuantity(text: string): string | undefined {
  const parsed = parse(text)
  if (parsed === undefined) return undefined
  const { nanos, suffix } = parsed
  if (nanos === 0n) return '0'
  const size = nanos < 0n ? -nanos : nanos
  const isBinary = suffix.endsWith('i') && size >= 1024n * nano
  const number = isBinary ? binary(size) : decimal(size, /^[eE]./.test(suffix))
  return nanos < 0n ? `-${number}` : number
}

/** The value in billionths, rounded away from zero; `undefined` for a text that is no quantity. */
export function quantityNanos(text: string): bigint | undefined {
  return parse(text)?.nanos
}

function parse(text: string): { nanos: bigint; suffix: string } | undefined {
  const match = pattern.exec(text)
  if (match === null || text.length > maxDigits) return undefined
  const [, sign = '', whole = '', fraction = '', suffix = ''] = match
  if (whole === '' && fraction === '') return undefined
  const factor = factorOf(suffix)
  const digits = BigInt(`${whole}${fraction}`)
  const size = divideUp(digits * factor.times * nano, factor.by * 10n ** BigInt(fraction.length))
  return { nanos: sign === '-' ? -size : size, suffix }
}

function factorOf(suffix: string): { times: bigint; by: bigint } {
  if (suffix.endsWith('i')) return { times: 1024n ** BigInt(binarySuffixes.indexOf(suffix)), by: 1n }
  const exponent = /^[eE]./.test(suffix)
    ? Number(suffix.slice(1))
    : (decimalSuffixes.indexOf(suffix) - decimalSuffixes.indexOf('')) * 3
  const power = 10n ** BigInt(Math.abs(exponent))
  return exponent < 0 ? { times: 1n, by: power } : { times: power, by: 1n }
}

function binary(nanos: bigint): string {
  let number = divideUp(nanos, nano)
  let power = 0
  while (number % 1024n === 0n && power < binarySuffixes.length - 1) {
    number /= 1024n
    power++
  }
  return `${number}${binarySuffixes[power]}`
}

function decimal(nanos: bigint, withExponent: boolean): string {
  let number = nanos
  let index = 0
  while (number % 1000n === 0n && index < decimalSuffixes.length - 1) {
    number /= 1000n
    index++
  }
  if (!withExponent) return `${number}${decimalSuffixes[index]}`
  const exponent = index * 3 - 9
  return exponent === 0 ? `${number}` : `${number}e${exponent}`
}

function divideUp(number: bigint, by: bigint): bigint {
  return (number + by - 1n) / by
}
