import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync, readFileSync, readlinkSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { GitopsError } from '@gitops-example/kit/errors'
import { errorCode } from '../../machinery/error-code.ts'

/** User and group ids of this machine that belong to one platform. */
export interface IdRange {
  first: number
  count: number
}

interface RegistryOptions {
  /** Has one link for each claimed range, named after its first id, to whom it belongs. */
  registry?: string
  /** As `/proc/self/uid_map` has it. */
  idMap?: string
}

interface ClaimOptions extends RegistryOptions {
  /** Whether some process of this machine has an id of the range. */
  isInUse: (range: IdRange) => boolean
}

/** Empty after each boot, as are the ids then. */
const defaultRegistry = '/var/run/gitops-pod-ids'

/** Far from the ids of people, system users, and the subordinate ids of containers (subuid(5)). */
const wholeMachine = { first: 0x1000_0000, end: 0x6000_0000, count: 65_536 }
/** Root of a container may have few ids. */
const container = { first: 32_768, end: 65_534, count: 1024 }
const mostAttempts = 64

/** The range that was claimed for `owner`; undefined where there is none. */
export function claimedIdRange(
  owner: string,
  { registry = defaultRegistry, idMap }: RegistryOptions = {},
): IdRange | undefined {
  return candidates(owner, idMap).find((range) => ownerOf(registry, range) === owner)
}

/**
 * Claims a range for `owner`, a path of this machine: the same one until it is released or the machine starts again, and
 * never one that another owner or a running process has. Only root can. Throws when none is left.
 */
export function claimIdRange(owner: string, options: ClaimOptions): IdRange {
  const { registry = defaultRegistry, idMap, isInUse } = options
  const claimed = claimedIdRange(owner, options)
  if (claimed !== undefined) return claimed
  mkdirSync(registry, { recursive: true, mode: 0o755 })
  const { uid, mode } = lstatSync(registry)
  if (uid !== process.getuid?.() || (mode & 0o022) !== 0) {
    throw unclaimable(owner, `others may write to ${registry}`)
  }
  for (const range of candidates(owner, idMap)) {
    if (ownerOf(registry, range) !== undefined || isInUse(range)) continue
    try {
      symlinkSync(owner, join(registry, String(range.first)))
      return range
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error
    }
  }
  throw unclaimable(owner, `all that this user has are in use; ${registry} lists them`)
}

export function releaseIdRange({ first }: IdRange, registry = defaultRegistry): void {
  rmSync(join(registry, String(first)), { force: true })
}

export function isIn({ first, count }: IdRange, id: number): boolean {
  return id >= first && id < first + count
}

function unclaimable(owner: string, why: string): GitopsError {
  return new GitopsError('no-pod-ids', `Cannot claim user ids for the pods of ${owner}: ${why}.`)
}

function ownerOf(registry: string, { first }: IdRange): string | undefined {
  try {
    return readlinkSync(join(registry, String(first)))
  } catch {
    return undefined
  }
}

/** By its path, an owner finds its range again without looking at all of them. */
function candidates(owner: string, idMap = readIdMap()): IdRange[] {
  const area = [wholeMachine, container].find(({ first, end }) => isMapped(idMap, first, end))
  if (area === undefined) return []
  const { first, end, count } = area
  const ranges = Math.floor((end - first) / count)
  const start = createHash('sha256').update(owner).digest().readUInt32BE() % ranges
  return Array.from({ length: Math.min(mostAttempts, ranges) }, (_, index) => ({
    first: first + ((start + index) % ranges) * count,
    count,
  }))
}

/** Lines of `INSIDE OUTSIDE COUNT` (user_namespaces(7)); systems without user namespaces have every id. */
function isMapped(idMap: string | undefined, first: number, end: number): boolean {
  if (idMap === undefined) return true
  return idMap.split('\n').some((line) => {
    const [inside = 0, , count = 0] = line.trim().split(/\s+/).map(Number)
    return inside <= first && inside + count >= end
  })
}

function readIdMap(): string | undefined {
  try {
    return readFileSync('/proc/self/uid_map', 'utf8')
  } catch {
    return undefined
  }
}
