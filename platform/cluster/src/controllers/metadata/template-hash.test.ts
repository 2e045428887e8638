import { expect, test } from 'vitest'
import { sameTemplate, templateHash, templateHashLabel } from './template-hash.ts'

const container = { name: 'web', image: 'web:1' }

test('gives equal templates one hash, whatever the order of their keys', () => {
  const a = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'web:1' }] } }
  const b = { spec: { containers: [{ image: 'web:1', name: 'web' }] }, metadata: { labels: { app: 'web' } } }
  expect(templateHash(a)).toBe(templateHash(b))
  expect(sameTemplate(a, b)).toBe(true)
})

test('does not count the hash label, which the ReplicaSet adds', () => {
  const a = { metadata: { labels: { app: 'web' } } }
  const b = { metadata: { labels: { app: 'web', [templateHashLabel]: 'abc' } } }
  expect(sameTemplate(a, b)).toBe(true)
})

test('gives another hash for another template and for each collision', () => {
  const template = { spec: { containers: [container] } }
  const other = { spec: { containers: [{ ...container, image: 'web:2' }] } }
  const hashes = [
    templateHash(template),
    templateHash(other),
    templateHash(template, 1),
    templateHash(template, 2),
  ]
  expect(new Set(hashes).size).toBe(4)
  for (const hash of hashes) expect(hash).toMatch(/^[a-z0-9]{9}$/)
})
