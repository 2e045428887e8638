import { PathPattern } from '../../rules/path-pattern.ts'

/** Compiled expressions of paths; a table that is made again because of another Ingress finds them done. */
export class KnownPatterns {
  #known = new Map<string, PathPattern | undefined>()
  #used = new Map<string, PathPattern | undefined>()

  /** Undefined where the expression is not supported, which `ingressProblems` says. */
  get(source: string): PathPattern | undefined {
    if (this.#used.has(source)) return this.#used.get(source)
    const pattern = this.#known.has(source) ? this.#known.get(source) : compile(source)
    this.#used.set(source, pattern)
    return pattern
  }

  /** Forgets what nobody has asked for since the last call. */
  forgetUnused(): void {
    this.#known = this.#used
    this.#used = new Map()
  }
}

function compile(source: string): PathPattern | undefined {
  try {
    return new PathPattern(source)
  } catch {
    return undefined
  }
}
