import { groupOf, type KubeObject } from '@gitops-example/kube-client/kube-object'
import { isHeldHook } from '../live/hook-finalizer.ts'
import type { Live } from '../live/live-objects.ts'
import { applicationHealth } from './application.ts'
import { cronJobHealth } from './cron-job.ts'
import { customResourceDefinitionHealth } from './custom-resource-definition.ts'
import { daemonSetHealth } from './daemon-set.ts'
import { deploymentHealth } from './deployment.ts'
import { type Health, progressing } from './health.ts'
import { horizontalPodAutoscalerHealth } from './horizontal-pod-autoscaler.ts'
import { ingressHealth } from './ingress.ts'
import { jobHealth } from './job.ts'
import { persistentVolumeClaimHealth } from './persistent-volume-claim.ts'
import { podHealth } from './pod.ts'
import { podDisruptionBudgetHealth } from './pod-disruption-budget.ts'
import { replicaSetHealth } from './replica-set.ts'
import { serviceHealth } from './service.ts'
import { statefulSetHealth } from './stateful-set.ts'

const judges: { [kind: string]: (object: KubeObject, live: Live) => Health } = {
  '/PersistentVolumeClaim': persistentVolumeClaimHealth,
  '/Pod': podHealth,
  '/Service': serviceHealth,
  'apiextensions.k8s.io/CustomResourceDefinition': customResourceDefinitionHealth,
  'apps/DaemonSet': daemonSetHealth,
  'apps/Deployment': deploymentHealth,
  'apps/ReplicaSet': replicaSetHealth,
  'apps/StatefulSet': statefulSetHealth,
  'argoproj.io/Application': applicationHealth,
  'autoscaling/HorizontalPodAutoscaler': horizontalPodAutoscalerHealth,
  'batch/CronJob': cronJobHealth,
  'batch/Job': jobHealth,
  'networking.k8s.io/Ingress': ingressHealth,
  'policy/PodDisruptionBudget': podDisruptionBudgetHealth,
}

/** Kinds whose health depends on others, by the kinds that have to be watched with them. */
const related: { [kind: string]: { apiVersion: string; kind: string }[] } = {
  'apps/DaemonSet': [{ apiVersion: 'v1', kind: 'Pod' }],
  'apps/Deployment': [
    { apiVersion: 'apps/v1', kind: 'ReplicaSet' },
    { apiVersion: 'v1', kind: 'Pod' },
  ],
  'apps/ReplicaSet': [{ apiVersion: 'v1', kind: 'Pod' }],
  'apps/StatefulSet': [{ apiVersion: 'v1', kind: 'Pod' }],
  'batch/Job': [{ apiVersion: 'v1', kind: 'Pod' }],
}

/**
 * How an object does; undefined for kinds that are as good as they are written. A hook that the sync holds is judged by
 * how it ended, even when it is being deleted (gitops-engine, `GetResourceHealth`).
 */
export function healthOf(object: KubeObject, live: Live): Health | undefined {
  if (object.metadata.deletionTimestamp !== undefined && !isHeldHook(object))
    return progressing('Pending deletion')
  return judges[`${groupOf(object.apiVersion)}/${object.kind}`]?.(object, live)
}

export function relatedKinds(group: string, kind: string): { apiVersion: string; kind: string }[] {
  return related[`${group}/${kind}`] ?? []
}
