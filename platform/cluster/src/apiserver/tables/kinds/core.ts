import type {
  ConfigMap,
  Namespace,
  PersistentVolumeClaim,
  ResourceQuota,
  Secret,
  ServiceAccount,
} from '#kubernetes/core/v1'
import type { Live } from '../../../machinery/objects.ts'
import { ageColumn, columns, nameColumn } from '../column.ts'

export const namespaceColumns = columns<Namespace>([
  nameColumn,
  { name: 'Status', cell: ({ status }) => status?.phase ?? '' },
  ageColumn,
])

export const configMapColumns = columns<ConfigMap>([
  nameColumn,
  {
    name: 'Data',
    type: 'integer',
    cell: ({ data, binaryData }) => Object.keys(data ?? {}).length + Object.keys(binaryData ?? {}).length,
  },
  ageColumn,
])

export const secretColumns = columns<Secret>([
  nameColumn,
  { name: 'Type', cell: ({ type }) => type ?? '' },
  { name: 'Data', type: 'integer', cell: ({ data }) => Object.keys(data ?? {}).length },
  ageColumn,
])

export const serviceAccountColumns = columns<ServiceAccount>([
  nameColumn,
  { name: 'Secrets', type: 'integer', cell: ({ secrets }) => secrets?.length ?? 0 },
  ageColumn,
])

const accessModes: { [mode: string]: string } = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
}

export const persistentVolumeClaimColumns = columns<PersistentVolumeClaim>([
  nameColumn,
  {
    name: 'Status',
    cell: ({ metadata, status }) =>
      metadata.deletionTimestamp === undefined ? (status?.phase ?? '') : 'Terminating',
  },
  { name: 'Volume', cell: ({ spec }) => spec?.volumeName ?? '' },
  {
    name: 'Capacity',
    cell: ({ spec, status }) => (spec?.volumeName ? (status?.capacity?.storage ?? '') : ''),
  },
  {
    name: 'Access Modes',
    cell: ({ spec, status }) =>
      spec?.volumeName ? (status?.accessModes ?? []).map((mode) => accessModes[mode] ?? mode).join(',') : '',
  },
  { name: 'StorageClass', cell: ({ spec }) => spec?.storageClassName ?? '' },
  { name: 'VolumeAttributesClass', cell: () => '<unset>' },
  ageColumn,
  { name: 'VolumeMode', wide: true, cell: ({ spec }) => spec?.volumeMode ?? '<unset>' },
])

export const resourceQuotaColumns = columns<ResourceQuota>([
  nameColumn,
  { name: 'Request', cell: (quota) => quotaText(quota, (name) => !name.startsWith('limits.')) },
  { name: 'Limit', cell: (quota) => quotaText(quota, (name) => name.startsWith('limits.')) },
  ageColumn,
])

function quotaText({ status }: Live<ResourceQuota>, isWanted: (name: string) => boolean): string {
  return Object.entries(status?.hard ?? {})
    .filter(([name]) => isWanted(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, hard]) => `${name}: ${status?.used?.[name] ?? '0'}/${hard}`)
    .join(', ')
}
