import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { claimedIdRange, claimIdRange, releaseIdRange } from '../src/kubelet/users/id-range.ts'

let registry: string
beforeEach(() => {
  registry = mkdtempSync(join(tmpdir(), 'ids-'))
})
afterEach(() => rmSync(registry, { recursive: true, force: true }))

const free = () => ({ registry, idMap: '0 0 4294967295', isInUse: () => false })

it('gives an owner the same range until it is released', () => {
  const range = claimIdRange('/a/pods', free())
  expect(range.count).toBe(65_536)
  expect(claimIdRange('/a/pods', free())).toEqual(range)
  expect(claimedIdRange('/a/pods', free())).toEqual(range)
  releaseIdRange(range, registry)
  expect(claimedIdRange('/a/pods', free())).toBeUndefined()
})

it('gives no two owners the same range, also where a container has few ids', () => {
  const few = { ...free(), idMap: '0 100000 65536' }
  const claimed = Array.from({ length: 31 }, (_, index) => claimIdRange(`/${index}/pods`, few).first)
  expect(new Set(claimed).size).toBe(31)
  expect(Math.min(...claimed)).toBeGreaterThanOrEqual(32_768)
  expect(Math.max(...claimed) + 1024).toBeLessThanOrEqual(65_534)
  expect(() => claimIdRange('/32/pods', few)).toThrow('all that this user has are in use')
})

it('leaves a range alone that some process has', () => {
  const { first } = claimIdRange('/a/pods', free())
  releaseIdRange({ first, count: 1 }, registry)
  expect(claimIdRange('/a/pods', { ...free(), isInUse: (range) => range.first === first }).first).not.toBe(
    first,
  )
})

it('claims nothing where others may write to the registry, or where there are no ids', () => {
  expect(() => claimIdRange('/a/pods', { ...free(), idMap: '0 1000 1' })).toThrow('in use')
  chmodSync(registry, 0o777)
  expect(() => claimIdRange('/a/pods', free())).toThrow('others may write')
})
