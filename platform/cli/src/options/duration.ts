import { UsageError } from '../usage-error.ts'

const units = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const

/** Milliseconds of a text such as `12h` or `30d`; `name` is the option, for the error. */
export function durationMs(name: string, text: string): number {
  const match = /^([1-9]\d{0,4})([mhdw])$/.exec(text)
  const [, count, unit] = match ?? []
  if (count === undefined || unit === undefined) {
    throw new UsageError(`--${name} takes a time such as 12h, 30d or 8w, not "${text}".`)
  }
  return Number(count) * units[unit as keyof typeof units]
}

/** The largest two units that fit: `2 h 5 min`, `340 ms`. */
export function durationText(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  const parts: [number, string][] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor((seconds % 86_400) / 3600), 'h'],
    [Math.floor((seconds % 3600) / 60), 'min'],
    [seconds % 60, 's'],
  ]
  const first = parts.findIndex(([count]) => count > 0)
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ')
}
