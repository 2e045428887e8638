import type { Service } from '#kubernetes/core/v1'
import type { Live } from '../../../machinery/objects.ts'
import { ageColumn, columns, nameColumn } from '../column.ts'
import { labelsText } from '../formats.ts'

export const serviceColumns = columns<Service>([
  nameColumn,
  { name: 'Type', cell: ({ spec }) => spec?.type ?? '' },
  { name: 'Cluster-IP', cell: ({ spec }) => spec?.clusterIP || '<none>' },
  { name: 'External-IP', cell: externalAddress },
  { name: 'Port(s)', cell: ports },
  ageColumn,
  { name: 'Selector', wide: true, cell: ({ spec }) => labelsText(spec?.selector) },
])

function externalAddress({ spec, status }: Live<Service>): string {
  const own = spec?.externalIPs ?? []
  switch (spec?.type) {
    case 'ExternalName':
      return spec.externalName ?? '<none>'
    case 'LoadBalancer': {
      const given = (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip ?? hostname ?? '')
      const all = [...given, ...own]
      return all.length === 0 ? '<pending>' : all.join(',')
    }
    default:
      return own.length === 0 ? '<none>' : own.join(',')
  }
}

function ports({ spec }: Live<Service>): string {
  const all = spec?.ports ?? []
  if (all.length === 0) return '<none>'
  return all
    .map(({ port, nodePort, protocol = 'TCP' }) =>
      nodePort ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`,
    )
    .join(',')
}
