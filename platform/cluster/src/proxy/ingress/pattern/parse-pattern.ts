/** One step of a matcher; `at` are indexes of steps. */
export type Step =
  | { does: 'take'; accepts: (character: string) => boolean }
  /** Tries the first way before the second. */
  | { does: 'fork'; at: [number, number] }
  | { does: 'jump'; at: number }
  | { does: 'mark'; slot: number }
  | { does: 'assert'; place: 'start' | 'end' }
  | { does: 'match' }

type Node =
  | { is: 'character'; accepts: (character: string) => boolean }
  | { is: 'assert'; place: 'start' | 'end' }
  | { is: 'sequence'; nodes: Node[] }
  | { is: 'choice'; ways: Node[] }
  | { is: 'group'; node: Node; number: number }
  | { is: 'repeat'; node: Node; min: number; max: number; isLazy: boolean }

const maxLength = 256
const maxSteps = 1000
const token = /\[\^?\]?(?:\\.|[^\]\\])*\]|\\[dDwWsS]|\\[^A-Za-z0-9]|[^\\[\]]/suy
const counts = /\{(\d+)(?:(,)(\d*))?\}/y

/**
 * The steps that match a regular expression at the start of a text, in any case of letters. Takes what RE2 and PCRE have
 * in common and paths are written with; throws with the reason for everything else, and for what would be too large.
 */
export function parsePattern(pattern: string): Step[] {
  if (pattern.length > maxLength) throw new Error(`it is longer than ${maxLength} characters`)
  let at = 0
  let groups = 0
  const root = choice()
  if (at < pattern.length) throw new Error(`it has an unmatched ) at ${at}`)
  const steps: Step[] = []
  emit(root)
  push({ does: 'match' })
  return steps

  function choice(): Node {
    const ways = [sequence()]
    while (take('|')) ways.push(sequence())
    return { is: 'choice', ways }
  }

  function sequence(): Node {
    const nodes: Node[] = []
    while (at < pattern.length && pattern[at] !== '|' && pattern[at] !== ')') nodes.push(repeated(atom()))
    return { is: 'sequence', nodes }
  }

  function atom(): Node {
    if (take('^')) return { is: 'assert', place: 'start' }
    if (take('$')) return { is: 'assert', place: 'end' }
    if (take('(')) {
      const isPlain = take('?:')
      if (!isPlain && pattern[at] === '?') throw new Error(`(${pattern.slice(at, at + 2)} is not supported`)
      const number = isPlain ? 0 : ++groups
      const node = choice()
      if (!take(')')) throw new Error('it has an unmatched (')
      return isPlain ? node : { is: 'group', node, number }
    }
    token.lastIndex = at
    const [source] = token.exec(pattern) ?? []
    if (source === undefined || /^[*+?]$/.test(source)) {
      throw new Error(`${pattern.slice(at, at + 2)} at ${at} is not supported`)
    }
    at += source.length
    const one = new RegExp(`^${source === '{' || source === '}' ? `\\${source}` : source}$`, 'is')
    return { is: 'character', accepts: acceptor(one) }
  }

  function repeated(node: Node): Node {
    const range = take('*') ? [0, Infinity] : take('+') ? [1, Infinity] : take('?') ? [0, 1] : counted()
    if (range === undefined) return node
    const [min = 0, max = 0] = range
    const isLazy = take('?')
    if (/[*+?]/.test(pattern[at] ?? '')) throw new Error(`${pattern[at]} at ${at} repeats nothing`)
    return { is: 'repeat', node, min, max, isLazy }
  }

  function counted(): [number, number] | undefined {
    counts.lastIndex = at
    const [whole, min, comma, max] = counts.exec(pattern) ?? []
    if (whole === undefined) return undefined
    at += whole.length
    return [Number(min), comma === undefined ? Number(min) : max === '' ? Infinity : Number(max)]
  }

  function take(text: string): boolean {
    if (!pattern.startsWith(text, at)) return false
    at += text.length
    return true
  }

  function push(step: Step): number {
    if (steps.length >= maxSteps) throw new Error('its repetitions are too large')
    return steps.push(step) - 1
  }

  function emit(node: Node): void {
    if (node.is === 'character') push({ does: 'take', accepts: node.accepts })
    else if (node.is === 'assert') push({ does: 'assert', place: node.place })
    else if (node.is === 'sequence') for (const one of node.nodes) emit(one)
    else if (node.is === 'group') {
      push({ does: 'mark', slot: 2 * node.number })
      emit(node.node)
      push({ does: 'mark', slot: 2 * node.number + 1 })
    } else if (node.is === 'choice') emitChoice(node.ways)
    else emitRepeat(node)
  }

  function emitChoice(ways: readonly Node[]): void {
    const ends: { does: 'jump'; at: number }[] = []
    for (const [index, way] of ways.entries()) {
      if (index === ways.length - 1) emit(way)
      else {
        const fork: Step = { does: 'fork', at: [steps.length + 1, 0] }
        push(fork)
        emit(way)
        const end = { does: 'jump' as const, at: 0 }
        push(end)
        ends.push(end)
        fork.at[1] = steps.length
      }
    }
    for (const end of ends) end.at = steps.length
  }

  function emitRepeat({ node, min, max, isLazy }: Extract<Node, { is: 'repeat' }>): void {
    for (let count = 0; count < min; count++) emitWithin(node)
    const forks: { at: [number, number] }[] = []
    const first = steps.length
    for (let count = min; count < (max === Infinity ? min + 1 : max); count++) {
      const fork: Step = { does: 'fork', at: [0, 0] }
      push(fork)
      fork.at[isLazy ? 1 : 0] = steps.length
      forks.push(fork)
      emitWithin(node)
    }
    if (max === Infinity) push({ does: 'jump', at: first })
    for (const fork of forks) fork.at[isLazy ? 0 : 1] = steps.length
  }

  /** An empty node, repeated, makes no steps that would stop a large count. */
  function emitWithin(node: Node): void {
    const before = steps.length
    emit(node)
    if (steps.length === before) push({ does: 'jump', at: steps.length + 1 })
  }
}

/** Whether a character is the one, or of the class; looked up for ASCII. */
function acceptor(one: RegExp): (character: string) => boolean {
  const ascii = Array.from({ length: 128 }, (_, code) => one.test(String.fromCharCode(code)))
  return (character) => ascii[character.charCodeAt(0)] ?? one.test(character)
}
