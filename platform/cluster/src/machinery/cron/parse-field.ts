import { parseInteger, scheduleInvalid } from './parse-integer.ts'

/** The values that one field of a schedule allows. */
export interface Field {
  readonly values: ReadonlySet<number>
  /** It has a `*` or `?` without a step above 1 (robfig/cron: `starBit`). */
  readonly isStar: boolean
}

/** The least and the greatest value of a field, and the names that stand for values, beginning at the least one. */
export interface Bounds {
  readonly min: number
  readonly max: number
  readonly names?: readonly string[]
}

/** A comma-separated list of ranges (robfig/cron: `getField`); empty ranges count for nothing. */
export function parseField(text: string, bounds: Bounds): Field {
  const ranges = text.split(',').filter((range) => range !== '')
  const parsed = ranges.map((range) => parseRange(range, bounds))
  return {
    values: new Set(parsed.flatMap(({ values }) => values)),
    isStar: parsed.some(({ isStar }) => isStar),
  }
}

function parseRange(range: string, { min, max, names }: Bounds): { values: number[]; isStar: boolean } {
  const [lowAndHigh = '', stepText, ...moreSteps] = range.split('/')
  const [low = '', high, ...moreBounds] = lowAndHigh.split('-')
  const isStar = low === '*' || low === '?'
  let start = BigInt(min)
  let end = BigInt(max)
  if (!isStar) {
    start = parseValue(low)
    if (moreBounds.length > 0) throw scheduleInvalid(`too many hyphens: ${range}`)
    end = high === undefined ? start : parseValue(high)
  }
  if (moreSteps.length > 0) throw scheduleInvalid(`too many slashes: ${range}`)
  const step = stepText === undefined ? 1n : parseInteger(stepText)
  // `5/15` starts at 5 and goes on to the greatest value.
  if (stepText !== undefined && high === undefined) end = BigInt(max)
  if (start < min) throw scheduleInvalid(`beginning of range (${start}) below minimum (${min}): ${range}`)
  if (end > max) throw scheduleInvalid(`end of range (${end}) above maximum (${max}): ${range}`)
  if (start > end)
    throw scheduleInvalid(`beginning of range (${start}) beyond end of range (${end}): ${range}`)
  if (step === 0n) throw scheduleInvalid(`step of range should be a positive number: ${range}`)
  return { values: steps(Number(start), Number(end), Number(step)), isStar: isStar && step === 1n }

  function parseValue(text: string): bigint {
    const named = names?.indexOf(text.toLowerCase()) ?? -1
    return named < 0 ? parseInteger(text) : BigInt(named + min)
  }
}

function steps(start: number, end: number, step: number): number[] {
  return Array.from({ length: Math.floor((end - start) / step) + 1 }, (_, index) => start + index * step)
}
