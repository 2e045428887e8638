import { expect, test } from 'vitest'
import { container, pod } from '../testing/objects.ts'
import { type Case, problems } from '../testing/problems.ts'

const cases: Case[] = [
  {
    name: 'a container without a name and image',
    kind: 'Pod',
    object: { spec: { containers: [{}] } },
    want: ['spec.containers[0].name: Required value', 'spec.containers[0].image: Required value'],
  },
  { name: 'no container', kind: 'Pod', object: { spec: {} }, want: ['spec.containers: Required value'] },
  {
    name: 'two containers of one name',
    kind: 'Pod',
    object: { spec: { containers: [container, container] } },
    want: ['spec.containers[1].name: Duplicate value: "web"'],
  },
  {
    name: 'a mount of a volume that is not there',
    kind: 'Pod',
    object: pod({ volumeMounts: [{ name: 'data', mountPath: '/data' }] }),
    want: ['spec.containers[0].volumeMounts[0].name: Not found: "data"'],
  },
  {
    name: 'a port out of range',
    kind: 'Pod',
    object: pod({ ports: [{ containerPort: 70000 }] }),
    want: [
      'spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive',
    ],
  },
  {
    name: 'a request above its limit',
    kind: 'Pod',
    object: pod({ resources: { requests: { cpu: '2' }, limits: { cpu: '1500m' } } }),
    want: [
      'spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1500m',
    ],
  },
  {
    name: 'a probe without a handler',
    kind: 'Pod',
    object: pod({ livenessProbe: { periodSeconds: 1 } }),
    want: ['spec.containers[0].livenessProbe: Required value: must specify a handler type'],
  },
  {
    name: 'a liveness probe that needs two successes',
    kind: 'Pod',
    object: pod({ livenessProbe: { tcpSocket: { port: 80 }, successThreshold: 2 } }),
    want: ['spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1'],
  },
  {
    name: 'a variable from two sources',
    kind: 'Pod',
    object: pod({ env: [{ name: 'A', value: 'x', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }] }),
    want: [
      'spec.containers[0].env[0].valueFrom: Invalid value: "": may not be specified when `value` is not empty',
    ],
  },
  {
    name: 'a volume of two kinds',
    kind: 'Pod',
    object: {
      spec: { containers: [container], volumes: [{ name: 'v', emptyDir: {}, secret: { secretName: 's' } }] },
    },
    want: ['spec.volumes[0].secret: Forbidden: may not specify more than 1 volume type'],
  },
  {
    name: 'another command for a running pod',
    kind: 'Pod',
    object: pod({ command: ['b'] }),
    old: pod({ command: ['a'] }),
    want: [
      'spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
    ],
  },
  {
    name: 'another image for a running pod',
    kind: 'Pod',
    object: pod({ image: 'web:2', imagePullPolicy: 'Always' }),
    old: pod({ image: 'web:1', imagePullPolicy: 'Always' }),
    want: [],
  },
]

test.each(cases)('$name', ({ kind, object, old, want }) => {
  expect(problems(kind, object, old)).toEqual(want)
})
