/** One figure, and the samples behind it. */
export interface Measure {
  name: string
  /** The median of `samples`, or the one value there is. */
  value: number
  unit: string
  samples?: readonly number[]
  note?: string
}

/** A group of measurements; `progress` takes lines for people. Once `signal` is aborted it ends what it started, and throws. */
export type Suite = (progress: (line: string) => void, signal: AbortSignal) => Promise<Measure[]>

/** Nearest rank; `share` is from 0 to 1. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((left, right) => left - right)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}

/** The median of samples as a measure, with the 95th percentile next to it. */
export function measured(name: string, unit: string, samples: readonly number[]): Measure {
  const note = `p95 ${rounded(quantile(samples, 0.95))} ${unit}, n = ${samples.length}`
  return { name, value: quantile(samples, 0.5), unit, samples, note }
}

export function summary({ name, value, unit, note }: Measure): string {
  return `${name.padEnd(52)} ${rounded(value).padStart(10)} ${unit.padEnd(6)}${note === undefined ? '' : `  ${note}`}`
}

function rounded(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : 2)
}
