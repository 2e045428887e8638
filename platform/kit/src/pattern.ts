import { createRequire } from 'node:module'
import { GitopsError } from './errors.ts'

/** A regular expression whose matches take time that grows with the text only, whoever has written it. */
export interface Pattern {
  /** Whether it matches anywhere in the text. */
  test(text: string): boolean
  /**
   * A match at the start of the text: the whole of it, then what each group has captured, '' for one that took no part.
   * Undefined when there is none.
   */
  matchStart(text: string): string[] | undefined
}

export interface PatternOptions {
  ignoreCase?: boolean
  /** Whether `.` is a line break too. */
  dotAll?: boolean
  /** In characters; 10,000 by default: compiling takes about 4 µs for each. */
  maxLength?: number
  /** Instructions of the compiled program, by which a match's time grows; 20,000 by default. */
  maxSize?: number
}

const require = createRequire(import.meta.url)

/**
 * Compiles a regular expression of RE2's syntax, which Go and so Kubernetes have: no look-around, no back references.
 * Throws a `GitopsError` whose message is Go's for what it refuses, such as
 * ``error parsing regexp: invalid escape sequence: `\1` ``.
 */
export function compilePattern(source: string, options: PatternOptions = {}): Pattern {
  const { ignoreCase = false, dotAll = false, maxLength = 10_000, maxSize = 20_000 } = options
  if (source.length > maxLength) throw refused(`it is longer than ${maxLength} characters`)
  // Its Unicode tables take 7 ms to load, and most platforms have no pattern.
  const { RE2JS }: typeof import('re2js') = require('re2js')
  let compiled: InstanceType<typeof RE2JS>
  try {
    compiled = RE2JS.compile(source, (ignoreCase ? RE2JS.CASE_INSENSITIVE : 0) | (dotAll ? RE2JS.DOTALL : 0))
  } catch (cause) {
    // The library writes flags in front of the source and then quotes them.
    const reason = cause instanceof Error ? cause.message.replace(/`(\(\?[is]\)){1,2}/, '`') : String(cause)
    throw refused(reason, cause)
  }
  if (compiled.programSize() > maxSize) throw refused('its repetitions are too large')
  return {
    test: (text) => compiled.test(text),
    matchStart(text) {
      const matcher = compiled.matcher(text)
      if (!matcher.lookingAt()) return undefined
      return Array.from({ length: compiled.groupCount() + 1 }, (_, group) => matcher.group(group) ?? '')
    },
  }
}

function refused(message: string, cause?: unknown): GitopsError {
  return new GitopsError('pattern-refused', message, { cause })
}
