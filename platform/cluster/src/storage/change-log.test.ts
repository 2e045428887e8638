import { describe, expect, it } from 'vitest'
import type { Change } from './change.ts'
import { ChangeLog } from './change-log.ts'

function change(version: number, text = ''): Change {
  const metadata = {
    name: `n${version}`,
    uid: String(version),
    resourceVersion: String(version),
    creationTimestamp: '',
  }
  return {
    type: 'ADDED',
    resource: 'configmaps',
    version,
    object: { apiVersion: 'v1', kind: 'ConfigMap', metadata, text },
  }
}

describe('the log of changes', () => {
  it('gives the changes after a version, oldest first, as long as it remembers all of them', () => {
    const log = new ChangeLog(100, { windowSize: 3 })
    for (const version of [101, 102, 103, 104]) log.append(change(version))
    expect(log.since(104)).toEqual([])
    expect(log.since(101)?.map(({ version }) => version)).toEqual([102, 103, 104])
    expect(log.since(100)).toBeUndefined()
    expect(log.remembers(101)).toBe(true)
  })

  it('remembers nothing of an earlier run', () => {
    expect(new ChangeLog(100).since(99)).toBeUndefined()
  })

  it('forgets large changes sooner, so that its memory is bounded', () => {
    const log = new ChangeLog(0, { windowSize: 100, limitBytes: 6000 })
    for (let version = 1; version <= 50; version++) log.append(change(version, 'x'.repeat(1000)))
    const kept = log.since(46)
    expect(kept?.map(({ version }) => version)).toEqual([47, 48, 49, 50])
    expect(log.since(40)).toBeUndefined()
  })
})
