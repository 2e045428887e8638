import {
  Composer,
  type Document,
  type DocumentOptions,
  LineCounter,
  type ParseOptions,
  type SchemaOptions,
} from 'yaml'
import { boundedTokens } from './bounded-tokens.ts'
import { documentValue } from './document-value.ts'
import { YamlFault } from './yaml-fault.ts'

export { YamlFault } from './yaml-fault.ts'

export type ReadYamlOptions = Omit<ParseOptions & DocumentOptions & SchemaOptions, 'uniqueKeys'> & {
  /** Whether a key that a mapping has twice is a fault, as it is unless this is false. */
  uniqueKeys?: boolean
  /** How many characters are read at most; 3 Mi, what Kubernetes takes of an object, unless it is set. */
  maxLength?: number
}

export interface YamlDocument {
  value: unknown
  document: Document.Parsed
  /** Where it begins, counted from 1. */
  line: number
}

/**
 * The documents of a text that somebody else has written, in order; none of an empty text. Throws `YamlFault` at the
 * first that is not YAML, or that exceeds the bounds of depth, length and aliases, once those before it were taken.
 * Time and memory are linear in the length of the text.
 */
export function* readYaml(text: string, options: ReadYamlOptions = {}): Generator<YamlDocument> {
  const lines = new LineCounter()
  const { uniqueKeys = true, merge = false, maxLength = 3 * 1024 * 1024 } = options
  // The parser compares each key of a mapping with each other one.
  const composer = new Composer({ ...options, uniqueKeys: false })
  for (const document of composer.compose(boundedTokens(text, maxLength, lines))) {
    const [error] = document.errors
    if (error !== undefined) throw new YamlFault(error.message, error.pos[0], lines, error.code)
    const value = documentValue(document, { lines, uniqueKeys, merge })
    yield { value, document, line: lines.linePos(document.range[0]).line }
  }
}
