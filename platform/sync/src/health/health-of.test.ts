import { expect, it } from 'vitest'
import { anObject, liveOf } from '../testing/objects.ts'
import { isWorse } from './health.ts'
import { healthOf, relatedKinds } from './health-of.ts'

const conditions = (...list: Record<string, string>[]) => ({ status: { conditions: list } })
const address = { status: { loadBalancer: { ingress: [{ ip: '127.0.0.1' }] } } }

it.each([
  { kind: 'ConfigMap', rest: {}, want: undefined },
  { kind: 'Widget', rest: {}, want: undefined },
  { kind: 'Service', rest: { spec: { type: 'ClusterIP' } }, want: 'Healthy' },
  { kind: 'Service', rest: { spec: { type: 'LoadBalancer' } }, want: 'Progressing' },
  { kind: 'Service', rest: { spec: { type: 'LoadBalancer' }, ...address }, want: 'Healthy' },
  { kind: 'Ingress', rest: {}, want: 'Progressing' },
  { kind: 'Ingress', rest: address, want: 'Healthy' },
  { kind: 'PersistentVolumeClaim', rest: { status: { phase: 'Pending' } }, want: 'Progressing' },
  { kind: 'PersistentVolumeClaim', rest: { status: { phase: 'Bound' } }, want: 'Healthy' },
  { kind: 'PersistentVolumeClaim', rest: { status: { phase: 'Lost' } }, want: 'Degraded' },
  { kind: 'CronJob', rest: {}, want: 'Healthy' },
  { kind: 'CronJob', rest: { spec: { suspend: true } }, want: 'Suspended' },
  { kind: 'HorizontalPodAutoscaler', rest: {}, want: 'Progressing' },
  {
    kind: 'HorizontalPodAutoscaler',
    rest: conditions(
      { type: 'AbleToScale', status: 'True' },
      { type: 'ScalingActive', status: 'False', reason: 'FailedGetResourceMetric' },
    ),
    want: 'Healthy',
  },
  {
    kind: 'HorizontalPodAutoscaler',
    rest: conditions({ type: 'AbleToScale', status: 'False', reason: 'FailedGetScale' }),
    want: 'Degraded',
  },
  { kind: 'PodDisruptionBudget', rest: { status: { observedGeneration: 1 } }, want: 'Healthy' },
  { kind: 'PodDisruptionBudget', rest: {}, want: 'Progressing' },
  {
    kind: 'PodDisruptionBudget',
    rest: conditions({ type: 'DisruptionAllowed', status: 'False', reason: 'SyncFailed' }),
    want: 'Degraded',
  },
  { kind: 'Application', rest: {}, want: 'Progressing' },
  {
    kind: 'Application',
    rest: { status: { health: { status: 'Degraded', message: 'it broke' } } },
    want: 'Degraded',
  },
  { kind: 'CustomResourceDefinition', rest: {}, want: 'Progressing' },
  {
    kind: 'CustomResourceDefinition',
    rest: conditions({ type: 'Established', status: 'True' }),
    want: 'Healthy',
  },
  {
    kind: 'CustomResourceDefinition',
    rest: conditions({ type: 'NamesAccepted', status: 'False' }),
    want: 'Degraded',
  },
  {
    kind: 'ReplicaSet',
    rest: { spec: { replicas: 1 }, status: { observedGeneration: 1, availableReplicas: 1 } },
    want: 'Healthy',
  },
  {
    kind: 'ReplicaSet',
    rest: { spec: { replicas: 1 }, status: { observedGeneration: 1 } },
    want: 'Progressing',
  },
  {
    kind: 'StatefulSet',
    rest: {
      spec: { replicas: 1 },
      status: { observedGeneration: 1, readyReplicas: 1, currentRevision: 'a', updateRevision: 'a' },
    },
    want: 'Healthy',
  },
  {
    kind: 'StatefulSet',
    rest: {
      spec: { replicas: 1 },
      status: { observedGeneration: 1, readyReplicas: 1, currentRevision: 'a', updateRevision: 'b' },
    },
    want: 'Progressing',
  },
  {
    kind: 'DaemonSet',
    rest: {
      status: {
        observedGeneration: 1,
        desiredNumberScheduled: 2,
        updatedNumberScheduled: 2,
        numberAvailable: 1,
      },
    },
    want: 'Progressing',
  },
  {
    kind: 'DaemonSet',
    rest: {
      status: {
        observedGeneration: 1,
        desiredNumberScheduled: 2,
        updatedNumberScheduled: 2,
        numberAvailable: 2,
      },
    },
    want: 'Healthy',
  },
  { kind: 'Deployment', rest: { metadata: { deletionTimestamp: 'now' } }, want: 'Progressing' },
  {
    kind: 'Job',
    rest: {
      metadata: { deletionTimestamp: 'now', finalizers: ['argocd.argoproj.io/hook-finalizer'] },
      ...conditions({ type: 'Complete', status: 'True' }),
    },
    want: 'Healthy',
  },
])('$kind with $rest is $want', ({ kind, rest, want }) => {
  expect(healthOf(anObject(kind, 'x', rest), liveOf())?.status).toBe(want)
})

it('watches what a Deployment’s health depends on', () => {
  expect(relatedKinds('apps', 'Deployment').map(({ kind }) => kind)).toEqual(['ReplicaSet', 'Pod'])
  expect(relatedKinds('', 'ConfigMap')).toEqual([])
})

it('weighs as Argo CD does', () => {
  expect(isWorse('Degraded', 'Missing')).toBe(true)
  expect(isWorse('Missing', 'Progressing')).toBe(true)
  expect(isWorse('Healthy', 'Healthy')).toBe(false)
})
