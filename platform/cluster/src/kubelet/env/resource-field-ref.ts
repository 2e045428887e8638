import { availableParallelism, totalmem } from 'node:os'
import type { Container, PodSpec, ResourceFieldSelector } from '#kubernetes/core/v1'
import { parseQuantity, type Quantity } from '../../machinery/quantity/quantity.ts'
import { milliOf, readQuantity, unitsOf } from '../../machinery/quantity/quantity-value.ts'
import { configError } from '../config-error.ts'

const none = parseQuantity('0')
const one = parseQuantity('1')

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
  const value = readQuantity(quantity) ?? (kind === 'limits' ? nodeHas(name) : none)
  const step = readQuantity(divisor) ?? none
  const amountOf = name === 'cpu' ? milliOf : unitsOf
  const by = amountOf(step.mantissa === 0n ? one : step)
  return String((amountOf(value) + by - 1n) / by)
}

function nodeHas(resource: string): Quantity {
  if (resource === 'cpu') return parseQuantity(String(availableParallelism()))
  return resource === 'memory' ? parseQuantity(String(totalmem())) : none
}
