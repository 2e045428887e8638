import { GitopsError } from '@gitops-example/kit/errors'
import { isRecord } from '@gitops-example/kit/json/fields'
import { readYaml, type YamlDocument, YamlFault } from '@gitops-example/kit/yaml/read-yaml'

/**
 * A values file as YAML: one mapping, each key in it once. Helm itself takes the last of two equal keys and the first of
 * two documents, which is never what was meant. Throws `values-file-invalid`, which names file, line and key.
 */
export function parseValues(text: string, file: string): Record<string, unknown> {
  const [document, second] = documentsOf(text, file)
  // An empty file has no document: its chart is rendered with its own values.
  if (document === undefined || document.value === null) return {}
  if (second !== undefined) throw refusal(`${file}:${second.line}`, 'a second YAML document begins there')
  if (!isRecord(document.value)) throw refusal(`${file}:1`, 'it is not a mapping of keys to values')
  return document.value
}

function documentsOf(text: string, file: string): YamlDocument[] {
  try {
    return [...readYaml(text, { merge: true })]
  } catch (error) {
    if (error instanceof YamlFault) throw invalid(file, error, text)
    throw error
  }
}

function invalid(
  file: string,
  { code, message, offset, line, column }: YamlFault,
  text: string,
): GitopsError {
  const place = `${file}:${line}:${column}`
  if (code === 'DUPLICATE_KEY') {
    const key = /^[^\s:]+/.exec(text.slice(offset))?.[0] ?? ''
    return refusal(place, `the key ${key} is there a second time`, 'Keep one of them.')
  }
  return refusal(place, `it is not valid YAML: ${message}`)
}

function refusal(
  place: string,
  state: string,
  hint = 'Correct the file; what runs is not changed by it.',
): GitopsError {
  return new GitopsError('values-file-invalid', `Cannot read ${place}: ${state}.`, { hint })
}
