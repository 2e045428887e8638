import { compilePattern, type Pattern } from '@gitops-example/kit/pattern'

/** Longer ones match nothing: with the bounds of a pattern, this bounds the time of a request. */
const maxPathLength = 4096

/** A regular expression of an Ingress, matched at the start of a path in any case of letters, as NGINX does (`~*`). */
export class PathPattern {
  readonly #pattern: Pattern

  /** Throws with the reason where the expression is not supported. */
  constructor(source: string) {
    this.#pattern = compilePattern(source, { ignoreCase: true, dotAll: true, maxLength: 256, maxSize: 1000 })
  }

  /** What each group has captured, from 1 on; undefined when the path does not match. */
  match(path: string): string[] | undefined {
    return path.length > maxPathLength ? undefined : this.#pattern.matchStart(path)
  }
}
