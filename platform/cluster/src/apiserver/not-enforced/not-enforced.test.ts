import { expect, test } from 'vitest'
import type { JsonObject } from '../../machinery/json/json.ts'
import { builtInResources } from '../registry/built-in-resources.ts'
import { gaps, warningsFor } from './not-enforced.ts'

function resourceOf(kind: string) {
  const resource = builtInResources().find((each) => each.kind === kind)
  if (resource === undefined) throw new Error(`no kind ${kind}`)
  return resource
}

const hardened = {
  securityContext: { seccompProfile: { type: 'RuntimeDefault' }, runAsNonRoot: true },
  topologySpreadConstraints: [{ maxSkew: 1 }],
  containers: [
    {
      name: 'web',
      resources: { limits: { memory: '64Mi' } },
      securityContext: {
        readOnlyRootFilesystem: true,
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
      },
    },
  ],
}

const cases: { name: string; kind: string; object: JsonObject; want: string[] }[] = [
  {
    name: 'one line for each reason, however many fields have it',
    kind: 'Deployment',
    object: { spec: { template: { spec: hardened } } },
    want: [
      'stored but not enforced, as pods are processes of this machine: securityContext.readOnlyRootFilesystem, securityContext.capabilities, securityContext.allowPrivilegeEscalation: false, securityContext.seccompProfile',
      'stored but not enforced, as there is one node: topologySpreadConstraints',
    ],
  },
  {
    name: 'nothing for a pod that asks for what works',
    kind: 'Pod',
    object: { spec: { containers: [{ name: 'web', resources: { limits: { memory: '1Gi' } } }] } },
    want: [],
  },
  {
    name: 'the fields that came with Kubernetes 1.31 to 1.35',
    kind: 'Pod',
    object: {
      spec: {
        hostnameOverride: 'web',
        resources: { limits: { memory: '1Gi' } },
        securityContext: { supplementalGroupsPolicy: 'Strict', seLinuxChangePolicy: 'Recursive' },
        containers: [
          {
            name: 'web',
            restartPolicyRules: [{ action: 'Restart' }],
            env: [{ name: 'A', valueFrom: { fileKeyRef: { key: 'A', path: 'env', volumeName: 'files' } } }],
          },
        ],
      },
    },
    want: [
      'stored but not enforced, as pods are processes of this machine: securityContext.supplementalGroupsPolicy, securityContext.seLinuxChangePolicy, resources, containers[].restartPolicy, restartPolicyRules, env[].valueFrom.fileKeyRef',
      'stored but not enforced, as pods share the network of this machine: hostnameOverride',
    ],
  },
  {
    name: 'a sidecar, which starts again by its own policy',
    kind: 'Pod',
    object: { spec: { containers: [], initContainers: [{ name: 'proxy', restartPolicy: 'Always' }] } },
    want: [],
  },
  {
    name: 'a pod deep in a CronJob',
    kind: 'CronJob',
    object: { spec: { jobTemplate: { spec: { template: { spec: { affinity: { podAffinity: {} } } } } } } },
    want: ['stored but not enforced, as there is one node: affinity'],
  },
  {
    name: 'a kind without effect',
    kind: 'NetworkPolicy',
    object: { spec: {} },
    want: ['stored but not enforced, as pods share the network of this machine: NetworkPolicy'],
  },
  {
    name: 'ports that are not TCP',
    kind: 'Service',
    object: { spec: { ports: [{ port: 53, protocol: 'UDP' }] } },
    want: ['stored but not enforced, as pods share the network of this machine: ports[].protocol: UDP, SCTP'],
  },
  {
    name: 'nothing for an ordinary Service',
    kind: 'Service',
    object: { spec: { ports: [{ port: 80 }] } },
    want: [],
  },
  {
    name: 'rules of a definition that are not evaluated',
    kind: 'CustomResourceDefinition',
    object: {
      spec: {
        versions: [
          {
            schema: {
              openAPIV3Schema: {
                properties: { spec: { 'x-kubernetes-validations': [{ rule: 'self.a > 1' }] } },
              },
            },
          },
        ],
      },
    },
    want: [
      'stored but not enforced, as custom resources are checked by their OpenAPI schema alone: x-kubernetes-validations',
    ],
  },
]

test.each(cases)('warns of $name', ({ kind, object, want }) => {
  expect(warningsFor(resourceOf(kind), object)).toEqual(want)
})

test('an object of no shape at all is no error', () => {
  for (const { kind } of cases) {
    for (const spec of [undefined, null, 3, 'x', [], { template: [], jobTemplate: 3, containers: {} }]) {
      expect(() => warningsFor(resourceOf(kind), { spec })).not.toThrow()
    }
  }
})

test('every limit is named once', () => {
  const names = gaps.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
})
