import type { ControllerRevision, Deployment, ReplicaSet, StatefulSet } from '#kubernetes/apps/v1'
import type { CronJob, Job } from '#kubernetes/batch/v1'
import type { PodTemplateSpec } from '#kubernetes/core/v1'
import type { LabelSelector } from '#kubernetes/meta/v1'
import type { Live } from '../../../machinery/objects.ts'
import { age, humanDuration } from '../age.ts'
import { ageColumn, type Column, columns, nameColumn } from '../column.ts'
import { containerImages, containerNames, selectorText } from '../formats.ts'

interface WithTemplate {
  spec?: { template: PodTemplateSpec; selector?: LabelSelector }
}

const containersColumn: Column<Live<WithTemplate>> = {
  name: 'Containers',
  wide: true,
  cell: ({ spec }) => containerNames(spec?.template.spec?.containers),
}

const imagesColumn: Column<Live<WithTemplate>> = {
  name: 'Images',
  wide: true,
  cell: ({ spec }) => containerImages(spec?.template.spec?.containers),
}

const selectorColumn: Column<Live<WithTemplate>> = {
  name: 'Selector',
  wide: true,
  cell: ({ spec }) => selectorText(spec?.selector),
}

export const deploymentColumns = columns<Deployment>([
  nameColumn,
  { name: 'Ready', cell: ({ spec, status }) => `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}` },
  { name: 'Up-to-date', type: 'integer', cell: ({ status }) => status?.updatedReplicas ?? 0 },
  { name: 'Available', type: 'integer', cell: ({ status }) => status?.availableReplicas ?? 0 },
  ageColumn,
  containersColumn,
  imagesColumn,
  selectorColumn,
])

export const replicaSetColumns = columns<ReplicaSet>([
  nameColumn,
  { name: 'Desired', type: 'integer', cell: ({ spec }) => spec?.replicas ?? 0 },
  { name: 'Current', type: 'integer', cell: ({ status }) => status?.replicas ?? 0 },
  { name: 'Ready', type: 'integer', cell: ({ status }) => status?.readyReplicas ?? 0 },
  ageColumn,
  { ...containersColumn, cell: ({ spec }) => containerNames(spec?.template?.spec?.containers) },
  { ...imagesColumn, cell: ({ spec }) => containerImages(spec?.template?.spec?.containers) },
  { ...selectorColumn, cell: ({ spec }) => selectorText(spec?.selector) },
])

export const statefulSetColumns = columns<StatefulSet>([
  nameColumn,
  { name: 'Ready', cell: ({ spec, status }) => `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}` },
  ageColumn,
  containersColumn,
  imagesColumn,
])

export const controllerRevisionColumns = columns<ControllerRevision>([
  nameColumn,
  { name: 'Controller', cell: controllerOf },
  { name: 'Revision', type: 'integer', cell: ({ revision }) => revision },
  ageColumn,
])

export const jobColumns = columns<Job>([
  nameColumn,
  { name: 'Status', cell: jobStatus },
  { name: 'Completions', cell: completions },
  { name: 'Duration', cell: jobDuration },
  ageColumn,
  containersColumn,
  imagesColumn,
  selectorColumn,
])

export const cronJobColumns = columns<CronJob>([
  nameColumn,
  { name: 'Schedule', cell: ({ spec }) => spec?.schedule ?? '' },
  { name: 'Timezone', cell: ({ spec }) => spec?.timeZone ?? '<none>' },
  { name: 'Suspend', cell: ({ spec }) => (spec?.suspend ? 'True' : 'False') },
  { name: 'Active', type: 'integer', cell: ({ status }) => status?.active?.length ?? 0 },
  {
    name: 'Last Schedule',
    cell: ({ status }, nowMs) =>
      status?.lastScheduleTime === undefined ? '<none>' : age(status.lastScheduleTime, nowMs),
  },
  ageColumn,
  {
    name: 'Containers',
    wide: true,
    cell: ({ spec }) => containerNames(spec?.jobTemplate.spec?.template.spec?.containers),
  },
  {
    name: 'Images',
    wide: true,
    cell: ({ spec }) => containerImages(spec?.jobTemplate.spec?.template.spec?.containers),
  },
  { name: 'Selector', wide: true, cell: ({ spec }) => selectorText(spec?.jobTemplate.spec?.selector) },
])

function controllerOf({ metadata }: Live<ControllerRevision>): string {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller)
  if (owner === undefined) return '<none>'
  const [group, version] = owner.apiVersion.split('/')
  const kind = owner.kind.toLowerCase()
  return version === undefined ? `${kind}/${owner.name}` : `${kind}.${group}/${owner.name}`
}

function jobStatus({ spec, status, metadata }: Live<Job>): string {
  const holds = (type: string) =>
    status?.conditions?.some((one) => one.type === type && one.status === 'True')
  if (holds('Complete')) return 'Complete'
  if (holds('Failed')) return 'Failed'
  if (metadata.deletionTimestamp !== undefined) return 'Terminating'
  if (holds('Suspended') || spec?.suspend) return 'Suspended'
  if (holds('FailureTarget')) return 'FailureTarget'
  if (holds('SuccessCriteriaMet')) return 'SuccessCriteriaMet'
  return 'Running'
}

function completions({ spec, status }: Live<Job>): string {
  const succeeded = status?.succeeded ?? 0
  if (spec?.completions !== undefined) return `${succeeded}/${spec.completions}`
  const parallelism = spec?.parallelism ?? 0
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`
}

function jobDuration({ status }: Live<Job>, nowMs: number): string {
  if (status?.startTime === undefined) return ''
  const end = status.completionTime === undefined ? nowMs : Date.parse(status.completionTime)
  return humanDuration(end - Date.parse(status.startTime))
}
