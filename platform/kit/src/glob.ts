type Part =
  | { kind: 'any'; but: string | undefined }
  | { kind: 'single'; but: string | undefined }
  | { kind: 'text'; text: string }
  | { kind: 'range'; not: boolean; has: (character: string) => boolean }
  | { kind: 'choice'; choices: Part[][] }

/**
 * Whether a pattern matches the whole of a text, by the rules of github.com/gobwas/glob, which Argo CD calls: `*` is any
 * text and `?` one character, without a `separator` where one is given, as it is for addresses and not for paths of
 * `directory.include`; `**` is any text; `[ab]`, `[a-z]` and `[!ab]` are one of or none of these, `{a,b*}` is either, and
 * `\` takes what follows as it is. A pattern that this library refuses matches nothing, as in Argo CD.
 */
export function matchesGlob(text: string, pattern: string, separator?: string): boolean {
  const parser = new Parser(pattern, separator)
  const parts = parser.parts()
  const characters = [...text]
  return parser.isRight && ends(parts, characters, new Set([0])).has(characters.length)
}

/** Whether the library takes a pattern. */
export function isGlob(pattern: string): boolean {
  const parser = new Parser(pattern, undefined)
  parser.parts()
  return parser.isRight
}

/** Where in `characters` the parts may end that begin at one of `starts`: each place once, so that no pattern is slow. */
function ends(
  parts: readonly Part[],
  characters: readonly string[],
  starts: ReadonlySet<number>,
): Set<number> {
  let places = new Set(starts)
  for (const part of parts) {
    if (places.size === 0) break
    places = after(part, characters, places)
  }
  return places
}

function after(part: Part, characters: readonly string[], places: ReadonlySet<number>): Set<number> {
  if (part.kind === 'choice') {
    return new Set(part.choices.flatMap((choice) => [...ends(choice, characters, places)]))
  }
  if (part.kind === 'any') {
    const reached = new Set<number>()
    for (const place of places) {
      for (let at = place; at <= characters.length && !reached.has(at); at++) {
        reached.add(at)
        if (characters[at] === part.but) break
      }
    }
    return reached
  }
  const text = part.kind === 'text' ? [...part.text] : ['']
  const fits = (place: number) => {
    const at = characters[place]
    if (part.kind === 'text') return text.every((one, index) => characters[place + index] === one)
    if (at === undefined) return false
    return part.kind === 'single' ? at !== part.but : part.has(at) !== part.not
  }
  return new Set([...places].filter(fits).map((place) => place + text.length))
}

class Parser {
  isRight = true
  readonly #separator: string | undefined
  readonly #rest: string[]

  constructor(pattern: string, separator: string | undefined) {
    this.#separator = separator
    this.#rest = [...pattern]
  }

  /** Up to the end, or within braces up to a comma or the closing one. A brace that is not closed ends with the pattern. */
  parts(inBraces = false): Part[] {
    const parts: Part[] = []
    for (let next = this.#rest[0]; next !== undefined; next = this.#rest[0]) {
      if (inBraces && (next === ',' || next === '}')) break
      this.#rest.shift()
      if (next === '*') parts.push(this.#stars())
      else if (next === '?') parts.push({ kind: 'single', but: this.#separator })
      else if (next === '[') parts.push(this.#range())
      else if (next === '{') parts.push(this.#choice())
      else parts.push({ kind: 'text', text: next === '\\' ? (this.#rest.shift() ?? '') : next })
    }
    return parts
  }

  #stars(): Part {
    if (this.#rest[0] !== '*') return { kind: 'any', but: this.#separator }
    this.#rest.shift()
    return { kind: 'any', but: undefined }
  }

  #choice(): Part {
    const choices = [this.parts(true)]
    while (this.#rest.shift() === ',') choices.push(this.parts(true))
    return { kind: 'choice', choices }
  }

  #range(): Part {
    const not = this.#rest[0] === '!'
    if (not) this.#rest.shift()
    if (this.#rest[1] === '-') {
      const [low = '', , high = '', close] = this.#rest.splice(0, 4)
      this.isRight &&= close === ']' && low <= high
      return { kind: 'range', not, has: (character) => low <= character && character <= high }
    }
    const listed = new Set<string>()
    for (let next = this.#rest.shift(); next !== ']'; next = this.#rest.shift()) {
      if (next === undefined) {
        this.isRight = false
        break
      }
      listed.add(next === '\\' ? (this.#rest.shift() ?? '') : next)
    }
    this.isRight &&= listed.size > 0
    return { kind: 'range', not, has: (character) => listed.has(character) }
  }
}
