import type { Event } from '#kubernetes/core/v1'
import type { Live } from '../../../machinery/objects.ts'
import { age } from '../age.ts'
import { columns } from '../column.ts'

export const eventColumns = columns<Event>([
  { name: 'Last Seen', cell: lastSeen },
  { name: 'Type', cell: ({ type }) => type ?? '' },
  { name: 'Reason', cell: ({ reason }) => reason ?? '' },
  { name: 'Object', cell: target },
  { name: 'Subobject', wide: true, cell: ({ involvedObject }) => involvedObject?.fieldPath ?? '' },
  { name: 'Source', wide: true, cell: source },
  { name: 'Message', cell: ({ message }) => (message ?? '').trim() },
  { name: 'First Seen', wide: true, cell: (event, nowMs) => age(firstTime(event), nowMs) },
  { name: 'Count', type: 'integer', wide: true, cell: ({ count, series }) => series?.count ?? (count || 1) },
  { name: 'Name', wide: true, cell: ({ metadata }) => metadata.name },
])

function firstTime({ firstTimestamp, eventTime }: Live<Event>) {
  return firstTimestamp ?? eventTime
}

function lastSeen(event: Live<Event>, nowMs: number): string {
  const last = event.series?.lastObservedTime ?? event.lastTimestamp
  return age(last ?? firstTime(event), nowMs)
}

function target({ involvedObject }: Live<Event>): string {
  const { kind = '', name = '' } = involvedObject ?? {}
  return name === '' ? kind.toLowerCase() : `${kind.toLowerCase()}/${name}`
}

function source({ source, reportingComponent, reportingInstance }: Live<Event>): string {
  const component = source?.component || reportingComponent || ''
  const host = source?.host || reportingInstance
  return host ? `${component}, ${host}` : component
}
