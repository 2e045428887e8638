import { counted } from '../output/counted.ts'

const stopGraceMs = 20_000
const exitGraceMs = 2000

export interface EndInTimeOptions {
  print: (line: string) => void
  /** What has not ended yet, for people. */
  unfinished: () => string
  /** Ends at once what this process has started. */
  force: () => void
  /** How long the end of everything may take from `begin` on. */
  graceMs?: number
  /** How long this process may live once everything has ended. */
  exitGraceMs?: number
}

/**
 * Lets this process outlive neither a part that does not end, nor a timer or socket that somebody has left behind. It
 * is disposed when everything has ended.
 */
export class EndInTime implements Disposable {
  readonly #options: EndInTimeOptions
  #timer: NodeJS.Timeout | undefined

  constructor(options: EndInTimeOptions) {
    this.#options = options
  }

  /** This process was asked to end. */
  begin(): void {
    const { print, unfinished, force, graceMs = stopGraceMs } = this.#options
    this.#timer ??= setTimeout(() => {
      print(`Not ended after ${graceMs / 1000} s: ${unfinished()}. Ended by force; nothing stored is lost.`)
      force()
      process.exit(1)
    }, graceMs)
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer)
    const { print, exitGraceMs: graceMs = exitGraceMs } = this.#options
    const leave = () => {
      print(`Everything has ended except ${openResources()}, which ended with this process.`)
      process.exit()
    }
    // Its own timer must not be what keeps the process.
    setTimeout(leave, graceMs).unref()
  }
}

/** What keeps this process from ending, by the names that Node has for it. */
function openResources(): string {
  const counts = new Map<string, number>()
  for (const name of process.getActiveResourcesInfo()) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts].map(([name, count]) => counted(count, name)).join(', ')
}
