import { describeError } from '@gitops-example/kit/errors'
import { compilePattern, type Pattern } from '@gitops-example/kit/pattern'

/** Compiling one takes longer than matching it, and a list holds each of its items against the same one. */
const compiled = new Map<string, Pattern>()
const maxCompiled = 200

/** What a text should match and does not; a pattern that is none matches nothing, and upstream says why. */
export function patternFault(source: string, text: string): string | undefined {
  try {
    return patternOf(source).test(text) ? undefined : source
  } catch (error) {
    return `${source}, but pattern is invalid: ${describeError(error)}`
  }
}

function patternOf(source: string): Pattern {
  const known = compiled.get(source)
  if (known !== undefined) return known
  const pattern = compilePattern(source)
  if (compiled.size >= maxCompiled) compiled.clear()
  compiled.set(source, pattern)
  return pattern
}
