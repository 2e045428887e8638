import type { HorizontalPodAutoscaler, MetricSpec, MetricStatus } from '#kubernetes/autoscaling/v2'
import type { PodDisruptionBudget } from '#kubernetes/policy/v1'
import type { Live } from '../../../machinery/objects.ts'
import { ageColumn, columns, nameColumn } from '../column.ts'

const shownTargets = 2

export const horizontalPodAutoscalerColumns = columns<HorizontalPodAutoscaler>([
  nameColumn,
  {
    name: 'Reference',
    cell: ({ spec }) => `${spec?.scaleTargetRef.kind ?? ''}/${spec?.scaleTargetRef.name ?? ''}`,
  },
  { name: 'Targets', cell: targets },
  { name: 'MinPods', cell: ({ spec }) => String(spec?.minReplicas ?? '<unset>') },
  { name: 'MaxPods', type: 'integer', cell: ({ spec }) => spec?.maxReplicas ?? 0 },
  { name: 'Replicas', type: 'integer', cell: ({ status }) => status?.currentReplicas ?? 0 },
  ageColumn,
])

export const podDisruptionBudgetColumns = columns<PodDisruptionBudget>([
  nameColumn,
  { name: 'Min Available', cell: ({ spec }) => String(spec?.minAvailable ?? 'N/A') },
  { name: 'Max Unavailable', cell: ({ spec }) => String(spec?.maxUnavailable ?? 'N/A') },
  { name: 'Allowed Disruptions', type: 'integer', cell: ({ status }) => status?.disruptionsAllowed ?? 0 },
  ageColumn,
])

function targets({ spec, status }: Live<HorizontalPodAutoscaler>): string {
  const metrics = spec?.metrics ?? []
  if (metrics.length === 0) return '<none>'
  const texts = metrics.map((metric, index) => target(metric, status?.currentMetrics?.[index]))
  if (texts.length <= shownTargets) return texts.join(', ')
  return `${texts.slice(0, shownTargets).join(', ')} + ${texts.length - shownTargets} more...`
}

function target(metric: MetricSpec, status: MetricStatus | undefined): string {
  const source = metric.resource ?? metric.containerResource
  if (source === undefined) return `<unknown>/${metric.type}`
  const current = (status?.resource ?? status?.containerResource)?.current
  const { averageUtilization, averageValue } = source.target
  if (averageUtilization !== undefined) {
    const now = current?.averageUtilization === undefined ? '<unknown>' : `${current.averageUtilization}%`
    return `${source.name}: ${now}/${averageUtilization}%`
  }
  return `${source.name}: ${current?.averageValue ?? '<unknown>'}/${averageValue ?? '<auto>'}`
}
