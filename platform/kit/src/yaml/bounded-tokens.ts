import { type CST, Lexer, type LineCounter, Parser } from 'yaml'
import { YamlFault } from './yaml-fault.ts'

/** Deeper than any schema of Kubernetes, shallow enough for recursive functions. */
export const maxDepth = 500

/** What the parser's stack has besides collections: a document, a scalar, and a collection that is about to end. */
const besideDepth = 3

/**
 * The tokens of a text, each of them a whole document, up to the first that is an error. Throws `YamlFault` where the text
 * is too long, and where it is nested much too deep, before anything recurses into it.
 */
export function* boundedTokens(text: string, maxLength: number, lines: LineCounter): Generator<CST.Token> {
  lines.addNewLine(0)
  if (text.length > maxLength) {
    throw new YamlFault(`it is longer than ${maxLength} characters`, maxLength, lines)
  }
  const parser = new Parser(lines.addNewLine)
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) {
      yield token
      if (token.type === 'error') return
    }
    if (parser.stack.length > maxDepth + besideDepth) throw tooDeep(parser.offset, lines)
  }
  yield* parser.end()
}

export function tooDeep(offset: number, lines: LineCounter): YamlFault {
  return new YamlFault(`it is nested more than ${maxDepth} levels deep`, offset, lines)
}
