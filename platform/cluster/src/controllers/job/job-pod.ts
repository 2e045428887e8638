import type { Job } from '#kubernetes/batch/v1'
import type { Container, Pod } from '#kubernetes/core/v1'
import { podFromTemplate } from '../../client/pod-state.ts'
import type { Live } from '../../machinery/objects.ts'
import { controllerReference } from '../metadata/owner.ts'
import { completionIndexKey } from './completion-indexes.ts'
import { trackingFinalizer } from './job-pods.ts'

/** The pod that a Job starts next; `index` for an Indexed one, which the pod finds in `JOB_COMPLETION_INDEX`. */
export function jobPod(job: Live<Job>, index?: number): Pod {
  const { name, namespace = '', uid } = job.metadata
  const labels = {
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': name,
    'controller-uid': uid,
    'job-name': name,
  }
  const generateName = index === undefined ? `${name}-` : `${name}-${index}-`
  const template = job.spec?.template ?? {}
  const pod = podFromTemplate(template, { generateName, namespace, labels }, controllerReference(job))
  const finalizers = [...(pod.metadata?.finalizers ?? []), trackingFinalizer]
  const tracked = { ...pod, metadata: { ...pod.metadata, finalizers } }
  return index === undefined ? tracked : withIndex(tracked, `${name}-${index}`, String(index))
}

function withIndex(pod: Pod, hostname: string, index: string): Pod {
  const fieldRef = { fieldPath: `metadata.annotations['${completionIndexKey}']` }
  const indexVariable = { name: 'JOB_COMPLETION_INDEX', valueFrom: { fieldRef } }
  const indexed = (container: Container): Container => ({
    ...container,
    env: [...(container.env ?? []).filter(({ name }) => name !== indexVariable.name), indexVariable],
  })
  const { spec } = pod
  return {
    ...pod,
    metadata: {
      ...pod.metadata,
      labels: { ...pod.metadata?.labels, [completionIndexKey]: index },
      annotations: { ...pod.metadata?.annotations, [completionIndexKey]: index },
    },
    ...(spec && {
      spec: {
        ...spec,
        hostname: spec.hostname ?? hostname,
        containers: spec.containers.map(indexed),
        ...(spec.initContainers && { initContainers: spec.initContainers.map(indexed) }),
      },
    }),
  }
}
