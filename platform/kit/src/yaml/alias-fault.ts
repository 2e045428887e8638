import { type Alias, type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair } from 'yaml'

/** What is wrong with a document, and where in its text. */
export interface AliasFault {
  message: string
  offset: number
}

interface Anchor {
  node: Node
  /** How many nodes it is decoded to, aliases in it included; undefined while it is being read. */
  size: number | undefined
}

/**
 * What the parser lets pass in a document without errors, and what fails only when its value is made: an alias without
 * an anchor, an anchor that contains itself, a merge of what is no mapping, and aliases that multiply to more than a
 * reader should unfold. Rules, bounds and words are those of go-yaml (decode.go), by which Kubernetes and Helm read.
 */
export function aliasFault(document: Document): AliasFault | undefined {
  const reading = new Reading()
  if (document.contents !== null) reading.sizeOf(document.contents)
  return reading.fault
}

class Reading {
  fault: AliasFault | undefined
  readonly #anchors = new Map<string, Anchor>()
  #decoded = 0
  #aliased = 0

  sizeOf(node: Node): number {
    if (this.fault !== undefined) return 0
    if (isAlias(node)) return this.#sizeOfAlias(node)
    const anchor: Anchor = { node, size: undefined }
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, anchor)
    this.#decoded += 1
    let size = 1
    if (isMap<Node, Node>(node)) for (const pair of node.items) size += this.#sizeOfPair(pair)
    if (isSeq<Node>(node)) for (const item of node.items) size += this.sizeOf(item)
    anchor.size = size
    return size
  }

  #sizeOfPair({ key, value }: Pair<Node, Node | null>): number {
    const size = this.sizeOf(key) + (value === null ? 1 : this.sizeOf(value))
    if (isScalar(key) && key.source === '<<' && key.type === 'PLAIN' && !this.#isMergeable(value)) {
      this.#found('map merge requires map or sequence of maps as the value', value ?? key)
    }
    return size
  }

  #isMergeable(value: Node | null): boolean {
    return isSeq<Node>(value) ? value.items.every((item) => this.#isMap(item)) : this.#isMap(value)
  }

  #isMap(value: Node | null): boolean {
    return isMap(isAlias(value) ? this.#anchors.get(value.source)?.node : value)
  }

  #sizeOfAlias(alias: Alias): number {
    const anchor = this.#anchors.get(alias.source)
    if (anchor === undefined) {
      this.#found(`unknown anchor '${alias.source}' referenced`, alias)
      return 0
    }
    if (anchor.size === undefined) {
      this.#found(`anchor '${alias.source}' value contains itself`, alias)
      return 0
    }
    this.#decoded += 1 + anchor.size
    this.#aliased += anchor.size
    if (isExcessive(this.#aliased, this.#decoded)) {
      this.#found('document contains excessive aliasing', alias)
    }
    return 1 + anchor.size
  }

  #found(message: string, { range }: Node): void {
    this.fault ??= { message, offset: range?.[0] ?? 0 }
  }
}

/** From which number of nodes on fewer of them may come from aliases, and where the share is the lowest. */
const bounds = { low: 400_000, high: 4_000_000, lowShare: 0.99, highShare: 0.1 }

function isExcessive(aliased: number, decoded: number): boolean {
  if (aliased <= 100 || decoded <= 1000) return false
  const { low, high, lowShare, highShare } = bounds
  const part = Math.min(1, Math.max(0, (decoded - low) / (high - low)))
  return aliased / decoded > lowShare - (lowShare - highShare) * part
}
