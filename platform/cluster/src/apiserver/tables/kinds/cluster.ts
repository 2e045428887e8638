import type { Lease } from '#kubernetes/coordination/v1'
import type { ClusterRoleBinding, RoleBinding, Subject } from '#kubernetes/rbac/v1'
import type { PriorityClass } from '#kubernetes/scheduling/v1'
import type { StorageClass } from '#kubernetes/storage/v1'
import { ageColumn, columns, createdAtColumn, nameColumn } from '../column.ts'

export const leaseColumns = columns<Lease>([
  nameColumn,
  { name: 'Holder', cell: ({ spec }) => spec?.holderIdentity ?? '' },
  ageColumn,
])

/** Roles and custom resource definitions. */
export const createdAtColumns = columns<unknown>([nameColumn, createdAtColumn])

export const roleBindingColumns = columns<RoleBinding | ClusterRoleBinding>([
  nameColumn,
  { name: 'Role', cell: ({ roleRef }) => `${roleRef.kind}/${roleRef.name}` },
  ageColumn,
  { name: 'Users', wide: true, cell: ({ subjects }) => subjectNames(subjects, 'User') },
  { name: 'Groups', wide: true, cell: ({ subjects }) => subjectNames(subjects, 'Group') },
  { name: 'ServiceAccounts', wide: true, cell: ({ subjects }) => subjectNames(subjects, 'ServiceAccount') },
])

export const priorityClassColumns = columns<PriorityClass>([
  nameColumn,
  { name: 'Value', type: 'integer', cell: ({ value }) => value },
  { name: 'Global-Default', type: 'boolean', cell: ({ globalDefault }) => globalDefault ?? false },
  ageColumn,
  { name: 'PreemptionPolicy', cell: ({ preemptionPolicy }) => preemptionPolicy ?? '' },
])

const defaultClass = 'storageclass.kubernetes.io/is-default-class'

export const storageClassColumns = columns<StorageClass>([
  {
    name: 'Name',
    cell: ({ metadata }) =>
      metadata.annotations?.[defaultClass] === 'true' ? `${metadata.name} (default)` : metadata.name,
  },
  { name: 'Provisioner', cell: ({ provisioner }) => provisioner },
  { name: 'ReclaimPolicy', cell: ({ reclaimPolicy }) => reclaimPolicy ?? 'Delete' },
  { name: 'VolumeBindingMode', cell: ({ volumeBindingMode }) => volumeBindingMode ?? '<unset>' },
  {
    name: 'AllowVolumeExpansion',
    type: 'boolean',
    cell: ({ allowVolumeExpansion }) => allowVolumeExpansion ?? false,
  },
  ageColumn,
])

function subjectNames(subjects: readonly Subject[] | undefined, wanted: string): string {
  return (subjects ?? [])
    .filter(({ kind }) => kind === wanted)
    .map(({ name, namespace }) => (namespace ? `${namespace}/${name}` : name))
    .join(', ')
}
