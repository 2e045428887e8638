import { readYaml, YamlFault } from '@gitops-example/kit/yaml/read-yaml'
import { type Document, isMap, isScalar, type Pair } from 'yaml'

/** `image.tag` of a values file, where releases were recorded before they had files of their own; else empty. */
export function legacyTag(text: string): string {
  const node = tagPair(documentOf(text))?.value
  if (!isScalar(node) || node.value === null || node.value === undefined) return ''
  return node.source ?? String(node.value)
}

/**
 * The same text without `image.tag`, and without the comment that used to stand above it. Everything else stays byte for
 * byte. Where the tag does not stand on a line of its own, undefined.
 */
export function withoutLegacyTag(text: string): string | undefined {
  const document = documentOf(text)
  const image = imageMap(document)
  const pair = tagPair(document)
  if (image === undefined || pair === undefined || image.flow || !isScalar(pair.key)) return undefined
  const { value } = pair
  if (!isScalar(value) || value.anchor !== undefined) return undefined
  const [from, to] = [pair.key.range?.[0], (value.range ?? pair.key.range)?.[1]]
  if (from === undefined || to === undefined) return undefined
  const lines = text.split('\n')
  const [first, last] = [from, Math.max(from, to - 1)].map((offset) => lineAt(text, offset))
  if (first === undefined || first !== last) return undefined
  const isNote = /^\s*# Set by the delivery on each release\.\r?$/.test(lines[first - 1] ?? '')
  lines.splice(isNote ? first - 1 : first, isNote ? 2 : 1)
  // A key without a value would take the chart's own image away.
  if (image.items.length === 1) return undefined
  return lines.join('\n')
}

/** The first document; undefined where the text is not YAML, which whoever renders it says. */
function documentOf(text: string): Document | undefined {
  try {
    return readYaml(text).next().value?.document
  } catch (error) {
    if (error instanceof YamlFault) return undefined
    throw error
  }
}

/** Counted from 0. */
function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length - 1
}

function imageMap(document: Document | undefined) {
  const image = document?.get('image', true)
  return isMap(image) ? image : undefined
}

function tagPair(document: Document | undefined): Pair | undefined {
  return imageMap(document)?.items.find(({ key }) => isScalar(key) && key.value === 'tag')
}
