import { GitopsError } from '@gitops-example/kit/errors'
import { isRecord } from '@gitops-example/kit/json/fields'
import { readYaml, YamlFault } from '@gitops-example/kit/yaml/read-yaml'

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
  const values = yamlValue(text, file)
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

function yamlValue(text: string, file: string): unknown {
  try {
    const [document, second] = [...readYaml(text)]
    if (second !== undefined) throw broken(`${file}:${second.line}`, 'a second YAML document begins there')
    return document?.value ?? {}
  } catch (error) {
    if (!(error instanceof YamlFault)) throw error
    const state = isConflict(text)
      ? 'it has the marks of a merge conflict'
      : `it is not valid YAML: ${error.message}`
    throw broken(`${file}:${error.line}`, state)
  }
}

function broken(place: string, state: string, hint = 'Take its last good version from git.'): GitopsError {
  return new GitopsError('release-file-broken', `Cannot read the release in ${place}: ${state}.`, { hint })
}
