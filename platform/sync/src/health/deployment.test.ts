import type { KubeObject } from '@gitops-example/kube-client/kube-object'
import { expect, it } from 'vitest'
import { anObject, liveOf, ownedBy } from '../testing/objects.ts'
import { deploymentHealth } from './deployment.ts'

const template = { spec: { containers: [{ name: 'main', image: 'web:2' }] } }
const oldTemplate = { spec: { containers: [{ name: 'main', image: 'web:1' }] } }
const done = {
  observedGeneration: 1,
  replicas: 2,
  updatedReplicas: 2,
  availableReplicas: 2,
  readyReplicas: 2,
}

function deployment(status: Record<string, unknown>, spec: Record<string, unknown> = {}): KubeObject {
  return anObject('Deployment', 'web', { spec: { replicas: 2, template, ...spec }, status })
}

it.each([
  { name: 'is complete', status: done, want: 'Healthy' },
  {
    name: 'was never observed',
    status: {},
    want: 'Progressing',
    message: 'the new specification has not been observed yet',
  },
  {
    name: 'has new pods to make',
    status: { ...done, updatedReplicas: 1 },
    want: 'Progressing',
    message: '1 out of 2 new replicas have been updated',
  },
  {
    name: 'has old pods to end',
    status: { ...done, replicas: 3 },
    want: 'Progressing',
    message: '1 old replicas are pending termination',
  },
  {
    name: 'waits for new pods',
    status: { ...done, availableReplicas: 1 },
    want: 'Progressing',
    message: '1 of 2 updated replicas are available',
  },
  { name: 'is paused', spec: { paused: true }, status: done, want: 'Suspended' },
  { name: 'wants no pods', spec: { replicas: 0 }, status: { observedGeneration: 1 }, want: 'Healthy' },
  {
    name: 'may not make pods',
    status: {
      observedGeneration: 1,
      conditions: [{ type: 'ReplicaFailure', status: 'True', message: 'quota exceeded' }],
    },
    want: 'Degraded',
    message: 'quota exceeded',
  },
  {
    name: 'took too long',
    status: {
      ...done,
      availableReplicas: 1,
      conditions: [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }],
    },
    want: 'Degraded',
    message: 'exceeded its progress deadline',
  },
])('a Deployment that $name is $want', ({ status, spec, want, message }) => {
  const health = deploymentHealth(deployment(status, spec), liveOf())
  expect(health.status).toBe(want)
  if (message !== undefined) expect(health.message).toContain(message)
})

const rolling = deployment({ ...done, replicas: 3, updatedReplicas: 1, availableReplicas: 2 })
const replicaSet = (name: string, of: unknown) =>
  anObject('ReplicaSet', name, { metadata: ownedBy(rolling), spec: { template: of } })
const crashing = (name: string, parent: KubeObject) =>
  anObject('Pod', name, {
    metadata: ownedBy(parent),
    status: {
      phase: 'Running',
      containerStatuses: [
        {
          name: 'main',
          ready: false,
          restartCount: 1,
          state: { waiting: { reason: 'CrashLoopBackOff' } },
          lastState: { terminated: { exitCode: 1 } },
        },
      ],
    },
  })

it('is Degraded as soon as a pod of the new version crashes, and names whose log to read', () => {
  const next = replicaSet('web-new', template)
  const health = deploymentHealth(rolling, liveOf(next, crashing('web-new-1', next)))
  expect(health).toMatchObject({
    status: 'Degraded',
    message: 'pod web-new-1 exits with code 1',
    logsOf: { pod: 'web-new-1', container: 'main', previous: true },
  })
})

it('does not blame the new version for crashing pods of the old one', () => {
  const old = replicaSet('web-old', oldTemplate)
  expect(deploymentHealth(rolling, liveOf(old, crashing('web-old-1', old))).status).toBe('Progressing')
})

it('explains an exceeded deadline by the pod that does not get ready', () => {
  const late = deployment({
    ...done,
    updatedReplicas: 1,
    conditions: [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }],
  })
  const next = anObject('ReplicaSet', 'web-new', { metadata: ownedBy(late), spec: { template } })
  const pod = anObject('Pod', 'web-new-1', {
    metadata: ownedBy(next),
    status: {
      phase: 'Running',
      containerStatuses: [{ name: 'main', ready: false, restartCount: 0, state: { running: {} } }],
    },
  })
  expect(deploymentHealth(late, liveOf(next, pod))).toMatchObject({
    status: 'Degraded',
    message: 'pod web-new-1 does not get ready',
    logsOf: { pod: 'web-new-1', previous: false },
  })
})
