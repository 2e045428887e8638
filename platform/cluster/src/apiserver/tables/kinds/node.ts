import type { Node } from '#kubernetes/core/v1'
import type { Live } from '../../../machinery/objects.ts'
import { ageColumn, columns, nameColumn } from '../column.ts'
import { listOrNone } from '../formats.ts'

const rolePrefix = 'node-role.kubernetes.io/'

export const nodeColumns = columns<Node>([
  nameColumn,
  { name: 'Status', cell: nodeStatus },
  { name: 'Roles', cell: roles },
  ageColumn,
  { name: 'Version', cell: ({ status }) => status?.nodeInfo?.kubeletVersion ?? '' },
  { name: 'Internal-IP', wide: true, cell: (node) => address(node, 'InternalIP') },
  { name: 'External-IP', wide: true, cell: (node) => address(node, 'ExternalIP') },
  { name: 'OS-Image', wide: true, cell: ({ status }) => status?.nodeInfo?.osImage || '<unknown>' },
  {
    name: 'Kernel-Version',
    wide: true,
    cell: ({ status }) => status?.nodeInfo?.kernelVersion || '<unknown>',
  },
  {
    name: 'Container-Runtime',
    wide: true,
    cell: ({ status }) => status?.nodeInfo?.containerRuntimeVersion || '<unknown>',
  },
])

function nodeStatus({ spec, status }: Live<Node>): string {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready')
  const words = [ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady']
  if (spec?.unschedulable) words.push('SchedulingDisabled')
  return words.join(',')
}

function roles({ metadata }: Live<Node>): string {
  const names = Object.entries(metadata?.labels ?? {}).flatMap(([label, value]) => {
    if (label.startsWith(rolePrefix)) return label.slice(rolePrefix.length) || []
    return label === 'kubernetes.io/role' && value !== '' ? value : []
  })
  return listOrNone(names.sort())
}

function address({ status }: Live<Node>, wanted: string): string {
  return status?.addresses?.find(({ type }) => type === wanted)?.address ?? '<none>'
}
