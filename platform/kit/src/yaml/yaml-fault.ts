import type { ErrorCode, LineCounter } from 'yaml'

/** Why a text is not YAML, or not YAML that is read. */
export class YamlFault extends Error {
  override readonly name = 'YamlFault'
  /** Both count from 1. */
  readonly line: number
  readonly column: number
  /** In the text, from 0. */
  readonly offset: number
  /** What the parser calls it; undefined for what is wrong with its value. */
  readonly code: ErrorCode | undefined

  constructor(message: string, offset: number, lines: LineCounter, code?: ErrorCode) {
    super(message)
    const { line, col } = lines.linePos(offset)
    this.line = line
    this.column = col
    this.offset = offset
    this.code = code
  }
}
