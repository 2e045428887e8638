/**
 * Ranges of versions as Argo CD reads a `targetRevision` (argo-cd `util/versions`), by the rules of Masterminds/semver
 * v3: `1.2.*`, `^1.2`, `~1.2.3`, `>=1.2.0 <1.3.0`, `1.0 - 2.0`, `1.x || 3.x`. A version without operator, such as `v1.2`,
 * is the name of a tag.
 */

interface Version {
  /** Major, minor, patch. */
  numbers: readonly [number, number, number]
  /** Without its dash; empty for a release. */
  pre: string
}

interface Constraint {
  operator: string
  version: Version
  /** How many of the numbers are given: `1.x` has one. */
  given: number
}

/** Alternatives, each a list of constraints that hold together. */
export type VersionRange = readonly (readonly Constraint[])[]

const suffix = String.raw`(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?`
const number = String.raw`(\d+|[xX*])`
const partial = String.raw`v?${number}(?:\.${number})?(?:\.${number})?${suffix}`
const operator = String.raw`(=|!=|>=|=>|<=|=<|>|<|~>|~|\^)?`
const versionPattern = new RegExp(String.raw`^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?${suffix}$`)
const constraintPattern = new RegExp(String.raw`\s*${operator}\s*${partial}\s*`, 'y')
const hyphenPattern = /(\S+)\s+-\s+(\S+)/g

/** Whether a revision is a range, and so is answered by tags rather than by a ref of its name. */
export function isVersionRange(revision: string): boolean {
  return parseRange(revision) !== undefined
}

/** The tag of the highest version in the range; undefined where there is none. */
export function highestTag(range: VersionRange, tags: readonly string[]): string | undefined {
  let highest: { tag: string; version: Version } | undefined
  for (const tag of tags) {
    const version = parseVersion(tag)
    if (version === undefined || !range.some((all) => isWithin(version, all))) continue
    if (highest === undefined || compare(version, highest.version) > 0) highest = { tag, version }
  }
  return highest?.tag
}

/** Undefined for what is not a range, a version included. */
export function parseRange(text: string): VersionRange | undefined {
  if (versionPattern.test(text)) return undefined
  const alternatives = text.replaceAll(hyphenPattern, '>= $1, <= $2').split('||').map(parseConstraints)
  return alternatives.every((one) => one !== undefined) ? alternatives : undefined
}

function parseConstraints(text: string): Constraint[] | undefined {
  const constraints: Constraint[] = []
  for (let at = 0; at < text.length; ) {
    if (constraints.length > 0) {
      // Between two of them there is a space, which the one before has taken, or a comma.
      if (text[at] === ',') at += 1
      else if (!/\s/.test(text[at - 1] ?? '')) return undefined
    }
    constraintPattern.lastIndex = at
    const match = constraintPattern.exec(text)
    if (match === null) return undefined
    const [all, sign = '', major, minor, patch, pre = ''] = match
    const parts = [major, minor, patch]
    const wild = parts.findIndex((part) => part === undefined || /[xX*]/.test(part))
    const given = wild === -1 ? 3 : wild
    const [first = 0, second = 0, third = 0] = parts.slice(0, given).map(Number)
    constraints.push({ operator: sign, version: { numbers: [first, second, third], pre }, given })
    at += all.length
  }
  return constraints.length === 0 ? undefined : constraints
}

function parseVersion(text: string): Version | undefined {
  const match = versionPattern.exec(text)
  if (match === null) return undefined
  const [, major, minor = '0', patch = '0', pre = ''] = match
  return { numbers: [Number(major), Number(minor), Number(patch)], pre }
}

/** A pre-release is in a range only where one of the constraints names a pre-release, too. */
function isWithin(version: Version, constraints: readonly Constraint[]): boolean {
  if (version.pre !== '' && constraints.every(({ version: { pre } }) => pre === '')) return false
  return constraints.every((constraint) => satisfies(version, constraint))
}

function satisfies(version: Version, { operator: sign, version: bound, given }: Constraint): boolean {
  const order = compare(version, bound)
  const sameGiven = bound.numbers.slice(0, given).every((part, index) => part === version.numbers[index])
  switch (sign) {
    case '':
    case '=':
      return given === 3 ? order === 0 : order >= 0 && sameGiven
    case '!=':
      return given === 3 ? order !== 0 : !sameGiven
    case '>':
      // `>1` means 2 and later, as 1.1 is a part of 1.
      return order > 0 && (given === 3 || given === 0 || !sameGiven)
    case '<':
      return order < 0
    case '>=':
    case '=>':
      return order >= 0
    case '<=':
    case '=<':
      // Upstream, `<=*` means `<=0.0`.
      return order <= 0 || (given < 3 && sameUpTo(version, bound, given === 1 ? 1 : 2))
    case '^':
      return order >= 0 && sameUpTo(version, bound, caretPlaces(bound, given))
    default: // ~ and ~>
      return order >= 0 && sameUpTo(version, bound, Math.min(given, 2))
  }
}

/** `^` keeps the first number that is not zero, of those that are given. */
function caretPlaces({ numbers }: Version, given: number): number {
  const first = numbers.findIndex((part) => part > 0)
  return Math.min(given, first === -1 ? 3 : first + 1)
}

function sameUpTo(left: Version, right: Version, places: number): boolean {
  return right.numbers.slice(0, places).every((part, index) => part === left.numbers[index])
}

/** By the precedence of semver.org; metadata after `+` does not count. */
function compare(left: Version, right: Version): number {
  for (const [index, part] of left.numbers.entries()) {
    const other = right.numbers[index] ?? 0
    if (part !== other) return part - other
  }
  if (left.pre === right.pre) return 0
  if (left.pre === '' || right.pre === '') return left.pre === '' ? 1 : -1
  const [ours, theirs] = [left.pre.split('.'), right.pre.split('.')]
  for (const [index, name] of ours.entries()) {
    const other = theirs[index]
    if (other === undefined) return 1
    if (name !== other) return compareNames(name, other)
  }
  return -1
}

function compareNames(left: string, right: string): number {
  const [leftIsNumber, rightIsNumber] = [/^\d+$/.test(left), /^\d+$/.test(right)]
  if (leftIsNumber && rightIsNumber) return Number(left) - Number(right)
  if (leftIsNumber !== rightIsNumber) return leftIsNumber ? -1 : 1
  return left < right ? -1 : 1
}
