import { GitopsError } from '@gitops-example/kit/errors'
import { readYaml, YamlFault } from '@gitops-example/kit/yaml/read-yaml'
import { type Document, isSeq, parseDocument } from 'yaml'

/** A release that was rolled back: it must not return until somebody takes it out of quarantine. */
export interface Quarantined {
  app: string
  /** The full hash of the commit. */
  tag: string
  reason: string
  by: string
  /** ISO 8601. */
  at: string
}

/** Where an environment records them. */
export function quarantineFile(environment: string): string {
  return `ops/environments/${environment}/quarantine.yaml`
}

const head = `# Releases that were rolled back. bump, promote and the delivery refuse them, and commits with the same content
# of the app. \`gitops rollback APP --release TAG\` takes one out again.
`

/** The entries of the file's text; an absent file has none. */
export function readQuarantine(text: string | undefined, file: string): Quarantined[] {
  const parsed = text === undefined ? [] : (yamlValue(text, file) ?? [])
  if (!Array.isArray(parsed)) throw broken(file, 'it is not a list')
  return parsed.map((entry: unknown) => {
    const { app, tag, reason = '', by = '', at = '' } = (entry ?? {}) as Partial<Quarantined>
    if (typeof app !== 'string' || typeof tag !== 'string')
      throw broken(file, 'an entry has no app or no tag')
    return { app, tag, reason, by, at }
  })
}

/** The text with one more entry; comments and other entries are kept. */
export function withQuarantined(text: string | undefined, entry: Quarantined, file: string): string {
  readQuarantine(text, file)
  const document: Document = parseDocument(text ?? `${head}[]\n`)
  if (document.contents === null) document.contents = document.createNode([])
  if (!isSeq(document.contents)) throw broken(file, 'it is not a list')
  document.contents.flow = false
  document.contents.add(document.createNode(entry))
  return document.toString({ lineWidth: 0 })
}

/** The text without the entry of an app and tag. */
export function withoutQuarantined(text: string, app: string, tag: string, file: string): string {
  const entries = readQuarantine(text, file)
  const document = parseDocument(text)
  if (!isSeq(document.contents)) throw broken(file, 'it is not a list')
  const index = entries.findIndex((entry) => entry.app === app && entry.tag === tag)
  if (index === -1) {
    throw new GitopsError('not-quarantined', `${tag.slice(0, 7)} of ${app} is not in ${file}.`, {
      hint:
        entries.length === 0
          ? 'It is empty.'
          : `It holds: ${entries.map((one) => `${one.app} ${one.tag}`).join(', ')}.`,
    })
  }
  document.contents.delete(index)
  return document.toString({ lineWidth: 0 })
}

function yamlValue(text: string, file: string): unknown {
  try {
    return [...readYaml(text)][0]?.value
  } catch (error) {
    if (!(error instanceof YamlFault)) throw error
    throw broken(`${file}:${error.line}`, `it is not valid YAML: ${error.message}`)
  }
}

function broken(file: string, state: string): GitopsError {
  return new GitopsError('quarantine-file-broken', `Cannot read ${file}: ${state}.`, {
    hint: 'Every entry has app, tag, reason, by and at.',
  })
}
