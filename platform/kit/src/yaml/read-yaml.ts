import {
  type Document,
  type DocumentOptions,
  type ErrorCode,
  LineCounter,
  type ParseOptions,
  parseAllDocuments,
  type SchemaOptions,
} from 'yaml'
import { aliasFault } from './alias-fault.ts'

/** Why a text is not YAML. */
export class YamlFault extends Error {
  override readonly name = 'YamlFault'
  /** Both count from 1. */
  readonly line: number
  readonly column: number
  /** In the text, from 0. */
  readonly offset: number
  /** What the parser calls it; undefined for what its aliases make wrong. */
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

export interface YamlDocument {
  value: unknown
  document: Document.Parsed
  /** Where it begins, counted from 1. */
  line: number
}

/**
 * The documents of a text that somebody else has written, in order; none of an empty text. Throws `YamlFault` at the
 * first that is not YAML, once those before it were taken.
 */
export function* readYaml(
  text: string,
  options: ParseOptions & DocumentOptions & SchemaOptions = {},
): Generator<YamlDocument> {
  const lines = new LineCounter()
  const documents = parseAllDocuments(text, { ...options, lineCounter: lines })
  if (!Array.isArray(documents)) return
  for (const document of documents) {
    const [error] = document.errors
    if (error !== undefined) {
      // The parser appends the place and the line itself.
      const words = (error.message.split('\n', 1)[0] ?? '').replace(/ at line \d+, column \d+:?$/, '')
      throw new YamlFault(words, error.pos[0], lines, error.code)
    }
    const fault = aliasFault(document)
    if (fault !== undefined) throw new YamlFault(fault.message, fault.offset, lines)
    // How much aliases may unfold to is bounded by the line above.
    const value: unknown = document.toJS({ maxAliasCount: -1 })
    yield { value, document, line: lines.linePos(document.range[0]).line }
  }
}
