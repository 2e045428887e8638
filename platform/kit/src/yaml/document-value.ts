import {
  type Alias,
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type LineCounter,
  type Node,
  type Pair,
} from 'yaml'
import { maxDepth, tooDeep } from './bounded-tokens.ts'
import { YamlFault } from './yaml-fault.ts'

interface Anchor {
  value: unknown
  /** How many nodes it is decoded to, aliases in it included; undefined while it is being read. */
  size: number | undefined
  /** How many collections are nested in it, itself included. */
  height: number
}

interface ReadOptions {
  lines: LineCounter
  /** Whether a mapping may have a key only once; else its last value counts. */
  uniqueKeys: boolean
  /** Whether `<<` merges; else it is a key as others. */
  merge: boolean
}

type Draft = Record<string, unknown>

/**
 * The value of a document, as JSON could hold it, in time linear in what it decodes to. Throws `YamlFault` for what a
 * parser lets pass: an alias without an anchor, an anchor that contains itself, a merge of what is no mapping, a key that
 * is a collection, and aliases that multiply to more, or to deeper, than a reader should unfold. Rules, bounds and words
 * are those of go-yaml (decode.go), by which Kubernetes and Helm read.
 */
export function documentValue(document: Document, options: ReadOptions): unknown {
  return document.contents === null ? null : new Reading(options).valueOf(document.contents, 0)
}

class Reading {
  readonly #options: ReadOptions
  readonly #anchors = new Map<string, Anchor>()
  #decoded = 0
  #aliased = 0
  /** The deepest level so far within the anchor that is being read. */
  #deepest = 0

  constructor(options: ReadOptions) {
    this.#options = options
  }

  valueOf(node: Node | null, depth: number): unknown {
    if (node === null) return null
    if (isAlias(node)) return this.#anchorOf(node, depth).value
    this.#decoded += 1
    return node.anchor === undefined
      ? this.#plainValue(node, depth)
      : this.#anchored(node, node.anchor, depth)
  }

  #anchored(node: Node, name: string, depth: number): unknown {
    const anchor: Anchor = { value: undefined, size: undefined, height: 0 }
    this.#anchors.set(name, anchor)
    const [before, outside] = [this.#decoded, this.#deepest]
    this.#deepest = depth
    anchor.value = this.#plainValue(node, depth)
    anchor.size = this.#decoded - before + 1
    anchor.height = this.#deepest - depth
    this.#deepest = Math.max(this.#deepest, outside)
    return anchor.value
  }

  #plainValue(node: Node, depth: number): unknown {
    if (isScalar(node)) return scalarValue(node.value, node.source)
    this.#reach(depth + 1, node)
    if (isMap<Node, Node | null>(node)) return this.#mapping(node.items, depth)
    if (!isSeq<Node | Pair<Node, Node | null>>(node)) return null
    // What `!!omap` and `!!pairs` hold are mappings of one key each, to Go a sequence as any other.
    return node.items.map((item) =>
      'key' in item ? this.#mapping([item], depth + 1) : this.valueOf(item, depth + 1),
    )
  }

  #mapping(pairs: readonly Pair<Node, Node | null>[], depth: number): Draft {
    const map: Draft = {}
    // Keys that came by a merge give way to those that are written.
    const written = new Set<string>()
    for (const { key, value } of pairs) {
      if (isMergeKey(key)) {
        const sources = this.#mergeable(value, depth + 1)
        if (sources === undefined) {
          throw this.#fault('map merge requires map or sequence of maps as the value', value ?? key)
        }
        if (this.#options.merge) {
          for (const source of sources) merge(map, source)
          continue
        }
      }
      const name = this.#keyOf(key, depth)
      if (this.#options.uniqueKeys && written.has(name)) {
        const { lines } = this.#options
        throw new YamlFault('Map keys must be unique', key.range?.[0] ?? 0, lines, 'DUPLICATE_KEY')
      }
      written.add(name)
      setField(map, name, this.valueOf(value, depth + 1))
    }
    return map
  }

  #keyOf(node: Node, depth: number): string {
    const key = isCollection(node) ? node : this.valueOf(node, depth)
    if (typeof key === 'object' && key !== null)
      throw this.#fault('invalid map key: it is not a scalar', node)
    return key === null ? '' : String(key)
  }

  #mergeable(node: Node | null, depth: number): Draft[] | undefined {
    const given = this.valueOf(node, depth)
    const sources = isSeq(node) && Array.isArray(given) ? given : [given]
    return sources.every(isMapping) ? sources : undefined
  }

  #anchorOf(alias: Alias, depth: number): Anchor {
    const anchor = this.#anchors.get(alias.source)
    if (anchor === undefined) throw this.#fault(`unknown anchor '${alias.source}' referenced`, alias)
    if (anchor.size === undefined) throw this.#fault(`anchor '${alias.source}' value contains itself`, alias)
    this.#decoded += 1 + anchor.size
    this.#aliased += anchor.size
    if (isExcessive(this.#aliased, this.#decoded)) {
      throw this.#fault('document contains excessive aliasing', alias)
    }
    this.#reach(depth + anchor.height, alias)
    return anchor
  }

  #reach(depth: number, { range }: Node): void {
    this.#deepest = Math.max(this.#deepest, depth)
    if (depth > maxDepth) throw tooDeep(range?.[0] ?? 0, this.#options.lines)
  }

  #fault(message: string, { range }: Node): YamlFault {
    return new YamlFault(message, range?.[0] ?? 0, this.#options.lines)
  }
}

function isMergeKey(key: Node): boolean {
  return isScalar(key) && key.source === '<<' && key.type === 'PLAIN'
}

function isMapping(value: unknown): value is Draft {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function merge(map: Draft, source: Draft): void {
  for (const name of Object.keys(source)) if (!Object.hasOwn(map, name)) setField(map, name, source[name])
}

/** A mapping may call a key `__proto__`, where an assignment would change the prototype instead. */
function setField(map: Draft, name: string, value: unknown): void {
  if (name !== '__proto__') map[name] = value
  else Object.defineProperty(map, name, { value, enumerable: true, configurable: true, writable: true })
}

/** `!!binary` is text to Go, and `!!timestamp` is written as it was given. */
function scalarValue(value: unknown, source: string | undefined): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString()
  if (typeof value === 'bigint') return Number(value)
  if (typeof value === 'symbol') return source ?? null
  return typeof value === 'object' && value !== null ? (source ?? null) : value
}

/** From which number of nodes on fewer of them may come from aliases, and where the share is the lowest. */
const bounds = { low: 400_000, high: 4_000_000, lowShare: 0.99, highShare: 0.1 }

function isExcessive(aliased: number, decoded: number): boolean {
  if (aliased <= 100 || decoded <= 1000) return false
  const { low, high, lowShare, highShare } = bounds
  const part = Math.min(1, Math.max(0, (decoded - low) / (high - low)))
  return aliased / decoded > lowShare - (lowShare - highShare) * part
}
