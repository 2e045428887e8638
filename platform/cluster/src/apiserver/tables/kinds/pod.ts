import type { ContainerStatus, Pod } from '#kubernetes/core/v1'
import type { Live } from '../../../machinery/objects.ts'
import { humanDuration } from '../age.ts'
import { ageColumn, columns, nameColumn } from '../column.ts'
import { podReason } from '../pod-reason.ts'

export const podColumns = columns<Pod>([
  nameColumn,
  { name: 'Ready', cell: ready },
  { name: 'Status', cell: podReason },
  { name: 'Restarts', cell: restarts },
  ageColumn,
  { name: 'IP', wide: true, cell: ({ status }) => status?.podIP || '<none>' },
  { name: 'Node', wide: true, cell: ({ spec }) => spec?.nodeName || '<none>' },
  { name: 'Nominated Node', wide: true, cell: ({ status }) => status?.nominatedNodeName || '<none>' },
  { name: 'Readiness Gates', wide: true, cell: readinessGates },
])

/** Sidecars count as containers of the pod. */
function countedStatuses({ spec, status }: Live<Pod>): ContainerStatus[] {
  const sidecars = new Set(
    (spec?.initContainers ?? [])
      .filter(({ restartPolicy }) => restartPolicy === 'Always')
      .map(({ name }) => name),
  )
  const init = (status?.initContainerStatuses ?? []).filter(({ name }) => sidecars.has(name))
  return [...init, ...(status?.containerStatuses ?? [])]
}

function ready(pod: Live<Pod>): string {
  const sidecars = (pod.spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always')
  const total = (pod.spec?.containers.length ?? 0) + sidecars.length
  return `${countedStatuses(pod).filter((container) => container.ready).length}/${total}`
}

function restarts(pod: Live<Pod>, nowMs: number): string {
  const statuses = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])]
  const count = statuses.reduce((sum, { restartCount }) => sum + restartCount, 0)
  const ends = statuses.map(({ lastState }) => Date.parse(lastState?.terminated?.finishedAt ?? ''))
  const last = Math.max(...ends.filter((time) => !Number.isNaN(time)))
  return count === 0 || last === Number.NEGATIVE_INFINITY
    ? String(count)
    : `${count} (${humanDuration(nowMs - last)} ago)`
}

function readinessGates({ spec, status }: Live<Pod>): string {
  const gates = spec?.readinessGates ?? []
  if (gates.length === 0) return '<none>'
  const met = gates.filter(({ conditionType }) =>
    status?.conditions?.some((condition) => condition.type === conditionType && condition.status === 'True'),
  )
  return `${met.length}/${gates.length}`
}
