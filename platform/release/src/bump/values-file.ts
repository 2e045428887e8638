import { GitopsError } from '@gitops-example/kit/errors'
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  type Node,
  parse,
  parseAllDocuments,
  Scalar,
  visit,
} from 'yaml'

/** What a values file says about the app's image. */
export interface ImageValue {
  repository: string | undefined
  /** Empty when the app has never been released to this environment. */
  tag: string
}

/** Reads `image.repository` and `image.tag`; `file` names the file in errors. */
export function readImage(text: string, file: string): ImageValue {
  const document = parseValues(text, file)
  const repository: unknown = document.getIn(['image', 'repository'])
  const tag: unknown = tagNode(document, file).value
  return {
    repository: typeof repository === 'string' && repository !== '' ? repository : undefined,
    tag: tag === null || tag === undefined ? '' : (tagNode(document, file).source ?? String(tag)),
  }
}

/**
 * The same text with `image.tag` set to `tag`: that scalar's characters are replaced and nothing else, so comments,
 * order, indent, quoting style and line ends stay byte for byte. Refuses what it cannot change in that way.
 */
export function withImageTag(text: string, tag: string, file: string): string {
  const document = parseValues(text, file)
  const node = tagNode(document, file)
  const [start, end] = node.range ?? [0, 0]
  let changed: string
  if (start === end) {
    const colon = colonAfterTagKey(document)
    if (colon === undefined) throw refusal(file, 'image.tag has no place for a value')
    changed = `${text.slice(0, colon + 1)} ${quoted(tag, node)}${text.slice(colon + 1)}`
  } else {
    changed = text.slice(0, start) + quoted(tag, node) + text.slice(end)
  }
  assertOnlyTagChanged(document, changed, tag, file)
  return changed
}

function parseValues(text: string, file: string): Document.Parsed {
  const documents = parseAllDocuments(text, { keepSourceTokens: true })
  const [document] = documents
  if (!Array.isArray(documents) || document === undefined) throw refusal(file, 'the file is empty')
  if (documents.length > 1) throw refusal(file, `the file holds ${documents.length} YAML documents`)
  const [error] = document.errors
  if (error !== undefined) throw refusal(file, `it is not valid YAML: ${error.message.split('\n', 1)[0]}`)
  return document
}

function tagNode(document: Document.Parsed, file: string): Scalar {
  const image = document.get('image', true)
  if (isAlias(image)) throw refusal(file, 'image is an alias, and its anchor would change too')
  if (!isMap(image)) throw refusal(file, 'it has no map `image`')
  const tag = image.get('tag', true)
  if (tag === undefined) {
    throw refusal(file, 'it has no key image.tag', 'Add `tag: ""` below `image:` in it.')
  }
  if (isAlias(tag)) throw refusal(file, 'image.tag is an alias, and its anchor would change too')
  if (!isScalar(tag)) throw refusal(file, 'image.tag is not a single value')
  if (tag.anchor !== undefined) throw refusal(file, `image.tag carries the anchor &${tag.anchor}`)
  if (tag.type === Scalar.BLOCK_LITERAL || tag.type === Scalar.BLOCK_FOLDED) {
    throw refusal(file, 'image.tag is a block of text')
  }
  assertNotShared(document, image, file)
  return tag
}

/** An anchored map that is used elsewhere would carry the new tag there too. */
function assertNotShared(document: Document.Parsed, image: Node & { anchor?: string }, file: string): void {
  const anchors = new Set([image.anchor, (document.contents as { anchor?: string } | null)?.anchor])
  visit(document, {
    Alias(_, alias) {
      if (anchors.has(alias.source)) {
        throw refusal(file, `image.tag would change wherever *${alias.source} is used too`)
      }
    },
  })
}

function colonAfterTagKey(document: Document.Parsed): number | undefined {
  const image = document.get('image', true)
  if (!isMap(image)) return undefined
  for (const { key, srcToken } of image.items) {
    if (!isScalar(key) || key.value !== 'tag') continue
    return srcToken?.sep?.find((token) => token.type === 'map-value-ind')?.offset
  }
  return undefined
}

/** The tag in the quoting of the value that it replaces; quoted where it would not be read as text otherwise. */
function quoted(tag: string, node: Scalar): string {
  if (node.type === Scalar.QUOTE_SINGLE) return `'${tag}'`
  // An all-digit hash, or one such as 12e4567, is a number in YAML.
  const plain = node.type === Scalar.PLAIN && node.value !== null && parse(tag) === tag
  return plain ? tag : `"${tag}"`
}

function assertOnlyTagChanged(before: Document.Parsed, text: string, tag: string, file: string): void {
  const after = parseValues(text, file)
  const expected: unknown = before.toJS()
  if (typeof expected === 'object' && expected !== null && 'image' in expected) {
    ;(expected as { image: { tag: unknown } }).image.tag = tag
  }
  if (JSON.stringify(after.toJS()) !== JSON.stringify(expected)) {
    throw refusal(file, 'its image.tag cannot be changed without changing something else')
  }
}

function refusal(
  file: string,
  state: string,
  hint = 'Write image.tag as one plain or quoted value.',
): GitopsError {
  return new GitopsError('values-file-refused', `Cannot set image.tag in ${file}: ${state}.`, { hint })
}
