import { GitopsError } from '@gitops-example/kit/errors'
import { type Document, isMap, LineCounter, parseAllDocuments, type YAMLParseError } from 'yaml'

/**
 * A values file as YAML: one mapping, each key in it once. Helm itself takes the last of two equal keys and the first of
 * two documents, which is never what was meant. Throws `values-file-invalid`, which names file, line and key.
 */
export function parseValues(text: string, file: string): Document.Parsed {
  const lineCounter = new LineCounter()
  const documents = parseAllDocuments(text, { keepSourceTokens: true, lineCounter, merge: true })
  const [document] = documents
  // An empty file has no document: its chart is rendered with its own values.
  if (!Array.isArray(documents) || document === undefined) return parseValues('{}', file)
  const [error] = document.errors
  if (error !== undefined) throw invalid(file, error, text)
  const second = documents[1]
  if (second !== undefined) {
    const { line } = lineCounter.linePos(second.range[0])
    throw refusal(`${file}:${line}`, 'a second YAML document begins there')
  }
  if (document.contents !== null && !isMap(document.contents)) {
    throw refusal(`${file}:1`, 'it is not a mapping of keys to values')
  }
  return document
}

function invalid(file: string, { code, message, pos, linePos }: YAMLParseError, text: string): GitopsError {
  const place = linePos === undefined ? file : `${file}:${linePos[0].line}:${linePos[0].col}`
  if (code === 'DUPLICATE_KEY') {
    const key = /^[^\s:]+/.exec(text.slice(pos[0]))?.[0] ?? ''
    return refusal(place, `the key ${key} is there a second time`, 'Keep one of them.')
  }
  // The library appends the place and the line itself.
  const words = message.split('\n', 1)[0]?.replace(/ at line \d+, column \d+:?$/, '')
  return refusal(place, `it is not valid YAML: ${words}`)
}

function refusal(
  place: string,
  state: string,
  hint = 'Correct the file; what runs is not changed by it.',
): GitopsError {
  return new GitopsError('values-file-invalid', `Cannot read ${place}: ${state}.`, { hint })
}
