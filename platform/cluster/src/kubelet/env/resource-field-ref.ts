import { availableParallelism, totalmem } from 'node:os'
import type { Container, PodSpec, ResourceFieldSelector } from 'kubernetes-types/core/v1.js'
import { parseQuantity } from '../../machinery/quantity/quantity.ts'
import { configError } from '../config-error.ts'

/**
 * The number of a `resourceFieldRef`, rounded up to whole divisors. A limit that the container does not set is what the
 * node has (Kubernetes: Downward API).
 */
export function resourceValue(
  spec: PodSpec,
  container: Container,
  { containerName, resource, divisor }: ResourceFieldSelector,
): string {
  const named = [...spec.containers, ...(spec.initContainers ?? [])].find(
    ({ name }) => name === containerName,
  )
  const { limits, requests } = (containerName === undefined ? container : named)?.resources ?? {}
  const [kind, name = ''] = resource.split(/\.(.*)/)
  if ((kind !== 'limits' && kind !== 'requests') || name === '') {
    throw configError(`unsupported container resource: ${resource}`)
  }
  const quantity = kind === 'limits' ? limits?.[name] : (requests?.[name] ?? limits?.[name])
  const value = parseQuantity(quantity) ?? (kind === 'limits' ? nodeHas(name) : 0)
  const step = parseQuantity(divisor) || 1
  return String(Math.ceil(Number((value / step).toPrecision(12))))
}

function nodeHas(resource: string): number {
  if (resource === 'cpu') return availableParallelism()
  return resource === 'memory' ? totalmem() : 0
}
