import { existsSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'

/**
 * Turns paths inside a container into paths of this machine. A process of the machine sees its whole file system, so a
 * path that the spec gives it (in `env`, `command` or `args`) must be one of those.
 */
export class PathMapper {
  readonly #root: string
  readonly #pattern: RegExp | undefined
  readonly #workingDir: string
  /** The given paths that some text named. */
  readonly found = new Set<string>()

  /** `paths` are absolute: where volumes are mounted, and what else is made for the container only. */
  constructor(root: string, paths: readonly string[], workingDir: string) {
    this.#root = root
    this.#workingDir = workingDir
    this.#pattern = pathPattern(paths)
  }

  /** A text with every one of the paths, and what is below them, in place. */
  inText(text: string): string {
    if (this.#pattern === undefined) return text
    return text.replaceAll(this.#pattern, (path: string) => {
      this.found.add(path)
      return join(this.#root, path)
    })
  }

  /** A word of a command: also the working directory, and a word that is the path of a file of the image. */
  inWord(word: string): string {
    const mapped = this.inText(word)
    if (mapped !== word) return mapped
    if (isAbsolute(word) && word !== '/' && existsSync(join(this.#root, word))) return join(this.#root, word)
    const pattern = this.#workingDir === '/' ? undefined : pathPattern([this.#workingDir])
    return pattern === undefined ? word : word.replaceAll(pattern, (path: string) => join(this.#root, path))
  }
}

/** Matches the paths where one begins and ends: `/data` in `--dir=/data/x`, neither in `/database` nor in `http://a/data`. */
function pathPattern(paths: readonly string[]): RegExp | undefined {
  if (paths.length === 0) return undefined
  const longestFirst = paths
    .toSorted((a, b) => b.length - a.length)
    .map((path) => path.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`(?<![\\w./~-])(?:${longestFirst.join('|')})(?![\\w.-])`, 'g')
}
