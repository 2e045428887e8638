import { GitopsError } from '@gitops-example/kit/errors'

/** A version as Semantic Versioning 2.0.0 writes it, without build metadata. */
export interface Version {
  text: string
  core: readonly [number, number, number]
  /** Dot-separated parts after the hyphen; empty for a release. */
  prerelease: readonly string[]
}

const part = '(?:0|[1-9]\\d*)'
const grammar = new RegExp(
  `^(${part})\\.(${part})\\.(${part})(?:-((?:[0-9A-Za-z-]+)(?:\\.[0-9A-Za-z-]+)*))?$`,
)

/** Throws `bad-version` for everything else, a leading `v` and a number with leading zeros included. */
export function parseVersion(text: string): Version {
  const [, major, minor, patch, prerelease] = grammar.exec(text) ?? []
  const parts = prerelease?.split('.') ?? []
  if (major === undefined || parts.some((one) => /^0\d+$/.test(one))) {
    throw new GitopsError('bad-version', `"${text}" is not a version.`, {
      hint: 'Give MAJOR.MINOR.PATCH, such as 1.4.0 or 2.0.0-rc.1.',
    })
  }
  return { text, core: [Number(major), Number(minor), Number(patch)], prerelease: parts }
}

/** Below, at or above zero, as Semantic Versioning orders them (section 11). */
export function compareVersions(left: Version, right: Version): number {
  for (const [index, number] of left.core.entries()) {
    const difference = number - (right.core[index] ?? 0)
    if (difference !== 0) return difference
  }
  // A release comes after every prerelease of it.
  if (left.prerelease.length === 0 || right.prerelease.length === 0) {
    return right.prerelease.length - left.prerelease.length
  }
  for (const [index, own] of left.prerelease.entries()) {
    const other = right.prerelease[index]
    if (other === undefined) return 1
    const difference = compareParts(own, other)
    if (difference !== 0) return difference
  }
  return left.prerelease.length - right.prerelease.length
}

/** Numbers by value and before words; words by ASCII. */
function compareParts(left: string, right: string): number {
  const [leftIsNumber, rightIsNumber] = [/^\d+$/.test(left), /^\d+$/.test(right)]
  if (leftIsNumber && rightIsNumber) return Number(left) - Number(right)
  if (leftIsNumber !== rightIsNumber) return leftIsNumber ? -1 : 1
  return left === right ? 0 : left < right ? -1 : 1
}
