import type { ContainerUsage } from '../../../client/kubelet.ts'
import type { Live } from '../../../machinery/objects.ts'
import { matchesLabels, parseLabelSelector } from '../../../machinery/selectors/parse-label-selector.ts'
import { notFound } from '../../../machinery/status-error.ts'
import type { ObjectFilter } from '../../registry/object-filter.ts'
import { type Answer, ok } from '../answer.ts'
import type { ServerContext } from '../server-context.ts'
import type { VirtualResource } from './virtual-resource.ts'

const group = 'metrics.k8s.io'
const version = 'v1beta1'
const apiVersion = `${group}/${version}`

/** CPU and memory of pods and of the node, measured when asked (metrics.k8s.io, as `kubectl top` reads it). */
export const metricsResources: readonly VirtualResource[] = [
  {
    group,
    version,
    discovery: {
      name: 'nodes',
      singularName: '',
      namespaced: false,
      kind: 'NodeMetrics',
      verbs: ['get', 'list'],
    },
    methods: { GET: (context, _request, { name }) => nodeMetrics(context, name) },
  },
  {
    group,
    version,
    discovery: {
      name: 'pods',
      singularName: '',
      namespaced: true,
      kind: 'PodMetrics',
      verbs: ['get', 'list'],
    },
    methods: {
      GET: (context, { query }, { name, namespace }) => {
        const labels = parseLabelSelector(query.get('labelSelector') ?? '')
        return podMetrics(
          context,
          { labels, fields: [], ...(namespace !== undefined && { namespace }) },
          name,
        )
      },
    },
  },
]

function podMetrics(context: ServerContext, filter: ObjectFilter, name: string | undefined): Answer {
  const byPod = Map.groupBy(usage(context), ({ namespace, pod }) => `${namespace}/${pod}`)
  const pods = context.client
    .list('pods', filter.namespace === undefined ? {} : { namespace: filter.namespace })
    .filter(
      (pod) =>
        (name === undefined || pod.metadata.name === name) &&
        matchesLabels(filter.labels, pod.metadata.labels),
    )
  const items = pods.flatMap((pod) => {
    const containers = byPod.get(`${pod.metadata.namespace}/${pod.metadata.name}`)
    return containers === undefined ? [] : [podItem(pod, containers)]
  })
  if (name === undefined) return ok({ kind: 'PodMetricsList', apiVersion, metadata: {}, items })
  const [item] = items
  if (item === undefined)
    throw notFound({ group, resource: 'podmetrics', kind: 'PodMetrics' }, `${filter.namespace}/${name}`)
  return ok(item)
}

function podItem({ metadata }: Live<unknown>, containers: readonly ContainerUsage[]): object {
  const { name, namespace, labels, creationTimestamp } = metadata
  return {
    kind: 'PodMetrics',
    apiVersion,
    metadata: { name, namespace, creationTimestamp, ...(labels && { labels }) },
    ...measuredAt(containers),
    containers: containers.map((one) => ({
      name: one.container,
      usage: quantities(one.cpuCores, one.memoryBytes),
    })),
  }
}

/** What all pods use together: the rest of the machine is not this cluster's business. */
function nodeMetrics(context: ServerContext, name: string | undefined): Answer {
  const containers = usage(context)
  const sum = (value: (one: ContainerUsage) => number) =>
    containers.reduce((total, one) => total + value(one), 0)
  const items = context.client
    .list('nodes')
    .filter((node) => name === undefined || node.metadata.name === name)
    .map(({ metadata }) => ({
      kind: 'NodeMetrics',
      apiVersion,
      metadata: { name: metadata.name, creationTimestamp: metadata.creationTimestamp },
      ...measuredAt(containers),
      usage: quantities(
        sum(({ cpuCores }) => cpuCores),
        sum(({ memoryBytes }) => memoryBytes),
      ),
    }))
  if (name === undefined) return ok({ kind: 'NodeMetricsList', apiVersion, metadata: {}, items })
  const [item] = items
  if (item === undefined) throw notFound({ group, resource: 'nodemetrics', kind: 'NodeMetrics' }, name)
  return ok(item)
}

function usage({ kubelet }: ServerContext): ContainerUsage[] {
  return kubelet()?.usage() ?? []
}

function measuredAt(containers: readonly ContainerUsage[]): { timestamp: string; window: string } {
  const at = Math.max(0, ...containers.map((one) => one.at))
  const windowMs = Math.max(1, ...containers.map((one) => one.windowMs))
  return { timestamp: `${new Date(at).toISOString().slice(0, 19)}Z`, window: `${windowMs}ms` }
}

function quantities(cpuCores: number, memoryBytes: number): { cpu: string; memory: string } {
  return { cpu: `${Math.round(cpuCores * 1e9)}n`, memory: `${Math.ceil(memoryBytes / 1024)}Ki` }
}
