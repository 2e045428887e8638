import { basename } from 'node:path'
import type { Container } from '#kubernetes/core/v1'
import { readQuantity, unitsOf } from '../../machinery/quantity/quantity-value.ts'

const mebibyte = 2 ** 20
/** Of the memory limit. Node.js itself takes a half for its old space in a cgroup of that size; here it sees none. */
const oldSpaceShare = 1 / 2
/** V8 has three semi-spaces: together a quarter of the limit, so that a quarter is left for the program and its buffers. */
const semiSpaceShare = 1 / 12
const largestSemiSpace = 16
const heapOption = /--max[-_](?:old[-_]space|semi[-_]space|heap)[-_]size/

/**
 * `NODE_OPTIONS` of a container whose program is `node`, so that its heap is collected before the memory limit ends it.
 * Undefined where there is no limit, where the program is another, or where image or spec choose the heap themselves.
 */
export function heapOptions(
  { resources }: Pick<Container, 'resources'>,
  words: readonly string[],
  given = '',
): string | undefined {
  const limit = readQuantity(resources?.limits?.memory)
  const [program = ''] = words
  if (limit === undefined || basename(program) !== 'node') return undefined
  if ([given, ...words].some((text) => heapOption.test(text))) return undefined
  const limitMebibytes = Number(unitsOf(limit)) / mebibyte
  const oldSpace = Math.max(1, Math.floor(limitMebibytes * oldSpaceShare))
  const semiSpace = Math.min(largestSemiSpace, Math.max(1, Math.floor(limitMebibytes * semiSpaceShare)))
  return `${given} --max-old-space-size=${oldSpace} --max-semi-space-size=${semiSpace}`.trim()
}
