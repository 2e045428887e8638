import { scheduleInvalid } from './parse-integer.ts'

const unitNanoseconds = new Map([
  ['ns', 1n],
  ['us', 1_000n],
  ['µs', 1_000n],
  ['μs', 1_000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
])
const limit = 2n ** 63n

/** The nanoseconds of a duration such as `1h30m` or `-1.5s` (Go: `time.ParseDuration`). */
export function parseDuration(text: string): bigint {
  const sign = /^[+-]/.exec(text)?.[0] ?? ''
  const unsigned = text.slice(sign.length)
  if (unsigned === '0') return 0n
  if (unsigned === '') throw refuse('invalid duration')
  let total = 0n
  for (let rest = unsigned; rest !== ''; ) {
    const [part = '', whole = '', fraction = '', name = ''] = /^(\d*)(?:\.(\d*))?([^\d.]*)/.exec(rest) ?? []
    if (whole === '' && fraction === '') throw refuse('invalid duration')
    if (BigInt(whole) > limit) throw refuse('invalid duration')
    if (name === '') throw refuse('missing unit in duration')
    const unit = unitNanoseconds.get(name)
    if (unit === undefined) throw refuse(`unknown unit ${JSON.stringify(name)} in duration`)
    total += BigInt(whole) * unit + (BigInt(fraction) * unit) / 10n ** BigInt(fraction.length)
    if (total > limit) throw refuse('invalid duration')
    rest = rest.slice(part.length)
  }
  if (sign === '-') return -total
  if (total === limit) throw refuse('invalid duration')
  return total

  function refuse(why: string) {
    return scheduleInvalid(`time: ${why} ${JSON.stringify(text)}`)
  }
}
