import { parsePattern, type Step } from './parse-pattern.ts'

type Marks = readonly (number | undefined)[]

interface Thread {
  step: number
  marks: Marks
}

/** Longer ones match nothing: with the bounds of a pattern, this bounds the time of a request. */
const maxPathLength = 4096

/**
 * A regular expression of an Ingress, matched at the start of a path. All ways are followed side by side (Pike's
 * algorithm), so the time grows with the path's length only, whatever a stranger has written.
 */
export class PathPattern {
  readonly #steps: readonly Step[]

  /** Throws with the reason where the expression is not supported. */
  constructor(pattern: string) {
    this.#steps = parsePattern(pattern)
  }

  /** What each group has captured, from 1 on; undefined when the path does not match. */
  match(path: string): string[] | undefined {
    if (path.length > maxPathLength) return undefined
    let threads: Thread[] = []
    let best: Marks | undefined
    this.#follow(threads, new Set(), { step: 0, marks: [] }, path, 0)
    for (let at = 0; threads.length > 0; at++) {
      const next: Thread[] = []
      const seen = new Set<number>()
      for (const { step: index, marks } of threads) {
        const step = this.#steps[index]
        if (step?.does === 'match') {
          best = marks
          break // the ways that follow come second
        }
        if (step?.does === 'take' && at < path.length && step.accepts(path.charAt(at))) {
          this.#follow(next, seen, { step: index + 1, marks }, path, at + 1)
        }
      }
      threads = next
    }
    if (best === undefined) return undefined
    const captured: string[] = []
    for (let slot = 2; slot < best.length; slot += 2) {
      const [start, end] = [best[slot], best[slot + 1]]
      captured[slot / 2] = start === undefined || end === undefined ? '' : path.slice(start, end)
    }
    return captured
  }

  /** Adds the places that are reached from a step without taking a character, the preferred ones first. */
  #follow(threads: Thread[], seen: Set<number>, from: Thread, path: string, at: number): void {
    const open = [from]
    for (let thread = open.pop(); thread !== undefined; thread = open.pop()) {
      const { step: index, marks } = thread
      if (seen.has(index)) continue
      seen.add(index)
      const step = this.#steps[index]
      if (step === undefined) continue
      if (step.does === 'jump') open.push({ step: step.at, marks })
      else if (step.does === 'fork') open.push({ step: step.at[1], marks }, { step: step.at[0], marks })
      else if (step.does === 'mark') open.push({ step: index + 1, marks: marked(marks, step.slot, at) })
      else if (step.does !== 'assert') threads.push(thread)
      else if (at === (step.place === 'start' ? 0 : path.length)) open.push({ step: index + 1, marks })
    }
  }
}

function marked(marks: Marks, slot: number, at: number): Marks {
  const copy = [...marks]
  copy[slot] = at
  return copy
}
