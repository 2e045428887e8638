import type { KubeObject } from './kube-object.ts'

/**
 * Whether `object` is a later version than `known` of the same name. Since Kubernetes 1.35 resource versions are
 * numbers that may be compared (KEP-5504); anything else is taken as it comes.
 */
export function isNewer(object: KubeObject, known: KubeObject): boolean {
  const [left, right] = [object.metadata.resourceVersion, known.metadata.resourceVersion]
  if (left === undefined || right === undefined || !/^\d+$/.test(left) || !/^\d+$/.test(right)) return true
  return left.length === right.length ? left > right : left.length > right.length
}
