/**
 * A set of field paths as a tree: the root stands for the object, each step for a path element in its serialized form
 * (see `path-element.ts`). Never changed once it is made, so that results share what did not change.
 */
export interface FieldSet {
  /** Whether the path that ends here is in the set. */
  readonly isMember: boolean
  readonly children: ReadonlyMap<string, FieldSet>
}

const noChildren: ReadonlyMap<string, FieldSet> = new Map()

export const emptySet: FieldSet = { isMember: false, children: noChildren }
const leaf: FieldSet = { isMember: true, children: noChildren }

export function isEmpty(set: FieldSet): boolean {
  return !set.isMember && set.children.size === 0
}

export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b || isEmpty(b)) return a
  if (isEmpty(a)) return b
  let children: Map<string, FieldSet> | undefined
  for (const [step, child] of b.children) {
    const own = a.children.get(step)
    const both = own === undefined ? child : union(own, child)
    if (both === own) continue
    children ??= new Map(a.children)
    children.set(step, both)
  }
  const isMember = a.isMember || b.isMember
  return children === undefined && isMember === a.isMember ? a : node(isMember, children ?? a.children)
}

export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  const [small, large] = a.children.size <= b.children.size ? [a, b] : [b, a]
  let children: Map<string, FieldSet> | undefined
  for (const [step, child] of small.children) {
    const other = large.children.get(step)
    if (other === undefined) continue
    const common = intersection(child, other)
    if (isEmpty(common)) continue
    children ??= new Map()
    children.set(step, common)
  }
  return node(a.isMember && b.isMember, children)
}

/** The paths of `a` that are not in `b`; a path in `b` says nothing about the ones below it. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  let children: Map<string, FieldSet> | undefined
  for (const [step, other] of b.children) {
    const own = a.children.get(step)
    if (own === undefined) continue
    const rest = difference(own, other)
    if (rest === own) continue
    children ??= new Map(a.children)
    if (isEmpty(rest)) children.delete(step)
    else children.set(step, rest)
  }
  const isMember = a.isMember && !b.isMember
  return children === undefined && isMember === a.isMember ? a : node(isMember, children ?? a.children)
}

export function sameSet(a: FieldSet, b: FieldSet): boolean {
  if (a === b) return true
  if (a.isMember !== b.isMember || a.children.size !== b.children.size) return false
  for (const [step, child] of a.children) {
    const other = b.children.get(step)
    if (other === undefined || !sameSet(child, other)) return false
  }
  return true
}

/** Adds each named field on the way to a member: removing a member's parent by name must be possible too. */
export function withNamedParents(set: FieldSet, isNamed = false): FieldSet {
  let children: Map<string, FieldSet> | undefined
  for (const [step, child] of set.children) {
    const next = withNamedParents(child, step.startsWith('f:'))
    if (next === child) continue
    children ??= new Map(set.children)
    children.set(step, next)
  }
  const isMember = set.isMember || (isNamed && set.children.size > 0)
  return children === undefined && isMember === set.isMember ? set : node(isMember, children ?? set.children)
}

/** Every member as its steps from the root. */
export function paths(set: FieldSet): string[][] {
  const own: string[][] = set.isMember ? [[]] : []
  const sorted = [...set.children].sort(([a], [b]) => (a < b ? -1 : 1))
  return [...own, ...sorted.flatMap(([step, child]) => paths(child).map((path) => [step, ...path]))]
}

function node(isMember: boolean, children: ReadonlyMap<string, FieldSet> = noChildren): FieldSet {
  if (children.size > 0) return { isMember, children }
  return isMember ? leaf : emptySet
}

/** Collects a set path by path. */
export class FieldSetBuilder {
  isMember = false
  #children: Map<string, FieldSetBuilder> | undefined

  /** The node one step down, made when it is missing. */
  at(step: string): FieldSetBuilder {
    this.#children ??= new Map()
    let child = this.#children.get(step)
    if (child === undefined) {
      child = new FieldSetBuilder()
      this.#children.set(step, child)
    }
    return child
  }

  /** The set without the nodes that lead nowhere. */
  build(): FieldSet {
    if (this.#children === undefined) return node(this.isMember)
    const children = new Map<string, FieldSet>()
    for (const [step, child] of this.#children) {
      const built = child.build()
      if (!isEmpty(built)) children.set(step, built)
    }
    return node(this.isMember, children)
  }
}
