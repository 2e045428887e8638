import { GitopsError } from '@gitops-example/kit/errors'
import { isRecord } from '@gitops-example/kit/json/fields'
import { LineCounter, parseDocument } from 'yaml'

/** What of an app runs in an environment. */
export interface Release {
  /** The full hash of the commit; empty when the app was never released there. */
  tag: string
}

const head =
  '# Written by gitops on each release: bump, promote, rollback. What people set is in ../values.\n'

/** The keys of a release file, as its chart's values name them. */
const known: ReadonlySet<string> = new Set(['image', 'image.tag'])

/** The release that a file records; `file` names it in errors. Throws `release-file-broken` with line and key. */
export function readReleaseFile(text: string, file: string): Release {
  const lineCounter = new LineCounter()
  const document = parseDocument(text, { lineCounter })
  const [error] = document.errors
  if (error !== undefined) {
    const place = error.linePos === undefined ? file : `${file}:${error.linePos[0].line}`
    throw broken(place, isConflict(text) ? 'it has the marks of a merge conflict' : words(error.message))
  }
  const values: unknown = document.toJS() ?? {}
  if (!isRecord(values)) throw broken(file, 'it is not a mapping of keys to values')
  const { image = {} } = values
  if (!isRecord(image)) throw broken(file, 'image is not a mapping of keys to values')
  const strange = [...Object.keys(values), ...Object.keys(image).map((key) => `image.${key}`)].find(
    (key) => !known.has(key),
  )
  if (strange !== undefined) {
    throw broken(
      file,
      `gitops does not write ${strange}`,
      `Move ${strange} to the file of the same name in ../values.`,
    )
  }
  const { tag = '' } = image
  if (typeof tag !== 'string') throw broken(file, 'image.tag is not text: quote it')
  return { tag }
}

/** The whole text of the file. */
export function releaseFileText({ tag }: Release): string {
  // Quoted: a hash of digits alone, or one such as 12e4567, is a number in YAML.
  return `${head}image:\n  tag: "${tag}"\n`
}

function isConflict(text: string): boolean {
  return /^(<{7}|={7}|>{7})/m.test(text)
}

function words(message: string): string {
  return `it is not valid YAML: ${message.split('\n', 1)[0]?.replace(/ at line \d+, column \d+:?$/, '')}`
}

function broken(place: string, state: string, hint = 'Take its last good version from git.'): GitopsError {
  return new GitopsError('release-file-broken', `Cannot read the release in ${place}: ${state}.`, { hint })
}
