/**
 * A set of field paths as a tree: the root stands for the object, each step for a path element in its serialized form
 * (see `path-element.ts`). Never changed once it is shared.
 */
export interface FieldSet {
  /** Whether the path that ends here is in the set. */
  readonly isMember: boolean
  readonly children: ReadonlyMap<string, FieldSet>
}

export const emptySet: FieldSet = { isMember: false, children: new Map() }

export function isEmpty(set: FieldSet): boolean {
  return !set.isMember && set.children.size === 0
}

export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmpty(a)) return b
  if (isEmpty(b) || a === b) return a
  const children = new Map(a.children)
  for (const [step, child] of b.children) {
    const own = children.get(step)
    children.set(step, own === undefined ? child : union(own, child))
  }
  return { isMember: a.isMember || b.isMember, children }
}

export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  const children = new Map<string, FieldSet>()
  for (const [step, child] of a.children) {
    const other = b.children.get(step)
    if (other === undefined) continue
    const common = intersection(child, other)
    if (!isEmpty(common)) children.set(step, common)
  }
  return { isMember: a.isMember && b.isMember, children }
}

/** The paths of `a` that are not in `b`; a path in `b` says nothing about the ones below it. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmpty(b)) return a
  const children = new Map<string, FieldSet>()
  for (const [step, child] of a.children) {
    const other = b.children.get(step)
    const rest = other === undefined ? child : difference(child, other)
    if (!isEmpty(rest)) children.set(step, rest)
  }
  return { isMember: a.isMember && !b.isMember, children }
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
  const children = new Map<string, FieldSet>()
  for (const [step, child] of set.children) children.set(step, withNamedParents(child, step.startsWith('f:')))
  return { isMember: set.isMember || (isNamed && children.size > 0), children }
}

/** Every member as its steps from the root. */
export function paths(set: FieldSet): string[][] {
  const own: string[][] = set.isMember ? [[]] : []
  const sorted = [...set.children].sort(([a], [b]) => (a < b ? -1 : 1))
  return [...own, ...sorted.flatMap(([step, child]) => paths(child).map((path) => [step, ...path]))]
}

/** Collects a set path by path. */
export class FieldSetBuilder implements FieldSet {
  isMember = false
  readonly children = new Map<string, FieldSetBuilder>()

  /** The node one step down, made when it is missing. */
  at(step: string): FieldSetBuilder {
    let child = this.children.get(step)
    if (child === undefined) {
      child = new FieldSetBuilder()
      this.children.set(step, child)
    }
    return child
  }

  /** The set without the nodes that lead nowhere. */
  build(): FieldSet {
    const children = new Map<string, FieldSet>()
    for (const [step, child] of this.children) {
      const built = child.build()
      if (!isEmpty(built)) children.set(step, built)
    }
    return { isMember: this.isMember, children }
  }
}
