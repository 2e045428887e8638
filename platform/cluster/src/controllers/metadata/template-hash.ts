import type { PodTemplateSpec } from '#kubernetes/core/v1'
import { canonicalJson } from '../../machinery/json/canonical-json.ts'
import { sameJson } from '../../machinery/json/same.ts'

export const templateHashLabel = 'pod-template-hash'

/** Letters and digits that spell no words, as upstream's names use them. */
const alphabet = 'bcdfghjklmnpqrstvwxz2456789'

/** A short name-safe hash of the template; `collisions` gives another one when a name is taken. */
export function templateHash(template: PodTemplateSpec | undefined, collisions = 0): string {
  const text = `${canonicalJson(bareTemplate(template))}#${collisions}`
  // FNV-1a, 32 bit: stable, fast, and a collision only costs another number.
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0
  let name = ''
  for (let i = 0; i < 9; i++) {
    name += alphabet[hash % alphabet.length] ?? ''
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0
  }
  return name
}

/** Whether two templates make the same pods: the hash label that a ReplicaSet adds does not count. */
export function sameTemplate(a: PodTemplateSpec | undefined, b: PodTemplateSpec | undefined): boolean {
  return sameJson(bareTemplate(a), bareTemplate(b))
}

function bareTemplate(template: PodTemplateSpec | undefined) {
  const { [templateHashLabel]: _hash, ...labels } = template?.metadata?.labels ?? {}
  return { ...template, metadata: { ...template?.metadata, labels, creationTimestamp: undefined } }
}
