import type { EndpointSlice } from '#kubernetes/discovery/v1'
import type { Ingress, IngressClass, NetworkPolicy } from '#kubernetes/networking/v1'
import type { Live } from '../../../machinery/objects.ts'
import { ageColumn, columns, nameColumn } from '../column.ts'
import { selectorText } from '../formats.ts'

export const ingressColumns = columns<Ingress>([
  nameColumn,
  { name: 'Class', cell: ({ spec }) => spec?.ingressClassName ?? '<none>' },
  { name: 'Hosts', cell: hosts },
  { name: 'Address', cell: address },
  { name: 'Ports', cell: ({ spec }) => (spec?.tls?.length ? '80, 443' : '80') },
  ageColumn,
])

export const ingressClassColumns = columns<IngressClass>([
  nameColumn,
  { name: 'Controller', cell: ({ spec }) => spec?.controller ?? '' },
  { name: 'Parameters', cell: parameters },
  ageColumn,
])

export const networkPolicyColumns = columns<NetworkPolicy>([
  nameColumn,
  { name: 'Pod-Selector', cell: ({ spec }) => selectorText(spec?.podSelector) },
  ageColumn,
])

const shownEndpoints = 3

export const endpointSliceColumns = columns<EndpointSlice>([
  nameColumn,
  { name: 'AddressType', cell: ({ addressType }) => addressType },
  { name: 'Ports', cell: slicePorts },
  { name: 'Endpoints', cell: sliceEndpoints },
  ageColumn,
])

function hosts({ spec }: Live<Ingress>): string {
  const names = (spec?.rules ?? []).flatMap(({ host }) => host || [])
  if (names.length === 0) return '*'
  return names.length > 3 ? `${names.slice(0, 3).join(',')} + ${names.length - 3} more...` : names.join(',')
}

function address({ status }: Live<Ingress>): string {
  return (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip || hostname || '').join(',')
}

function parameters({ spec }: Live<IngressClass>): string {
  const { kind, name, apiGroup } = spec?.parameters ?? {}
  if (kind === undefined || name === undefined) return '<none>'
  return apiGroup === undefined ? `${kind}/${name}` : `${kind}.${apiGroup}/${name}`
}

function slicePorts({ ports = [] }: Live<EndpointSlice>): string {
  if (ports.length === 0) return '<unset>'
  return shortened(ports.map(({ port, name }) => String(port ?? name ?? '*')))
}

function sliceEndpoints({ endpoints = [] }: Live<EndpointSlice>): string {
  const addresses = endpoints.flatMap((endpoint) => endpoint.addresses ?? [])
  return addresses.length === 0 ? '<unset>' : shortened(addresses)
}

function shortened(items: string[]): string {
  if (items.length <= shownEndpoints) return items.join(',')
  return `${items.slice(0, shownEndpoints).join(',')} + ${items.length - shownEndpoints} more...`
}
