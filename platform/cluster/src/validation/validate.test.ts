import { FakeClock } from '@gitops-example/kit/fake-clock'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { createApi } from '../api/api.ts'
import { StatusError } from '../api/status-error.ts'
import { applyDefaults } from '../defaults/defaults.ts'
import type { JsonObject } from '../json/json.ts'
import type { StoredObject } from '../store/store.ts'
import { validate } from './validate.ts'

// Generated cases on a busy machine take longer than one test usually may.
vi.setConfig({ testTimeout: 60_000 })

const api = createApi(new FakeClock())

/** What the API says to an object of this kind, after defaults; nothing when it takes it. */
function problems(kind: string, object: JsonObject, old?: JsonObject): string[] {
  const resource = api.resources.all().find((each) => each.kind === kind)
  if (resource === undefined) throw new Error(`no kind ${kind}`)
  const complete = (fields: JsonObject): JsonObject => {
    const draft = structuredClone({ kind, metadata: { name: 'web' }, ...fields })
    applyDefaults(resource, draft)
    return draft
  }
  try {
    validate(api, resource, complete(object), old && (complete(old) as unknown as StoredObject))
    return []
  } catch (error) {
    if (!(error instanceof StatusError)) throw error
    const causes = error.status.details?.causes ?? []
    return causes.map(({ field, message }) => `${field}: ${message}`)
  }
}

const labels = { app: 'web' }
const container = { name: 'web', image: 'web:1' }
const template = (fields: JsonObject = {}) => ({
  metadata: { labels },
  spec: { containers: [container], ...fields },
})
const deployment = (spec: JsonObject = {}) => ({
  spec: { selector: { matchLabels: labels }, template: template(), ...spec },
})
const pod = (fields: JsonObject) => ({ spec: { containers: [{ ...container, ...fields }] } })
const job = (spec: JsonObject = {}) => ({
  metadata: { name: 'web', uid: 'u' },
  spec: { template: template({ restartPolicy: 'Never' }), ...spec },
})
const service = (spec: JsonObject) => ({ spec: { ports: [{ port: 80 }], ...spec } })
const ingress = (path: JsonObject) => ({
  spec: {
    rules: [
      {
        http: {
          paths: [
            {
              path: '/',
              pathType: 'Prefix',
              backend: { service: { name: 'web', port: { number: 80 } } },
              ...path,
            },
          ],
        },
      },
    ],
  },
})

interface Case {
  name: string
  kind: string
  object: JsonObject
  old?: JsonObject
  want: string[]
}

const subdomain =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"

const metadata: Case[] = [
  {
    name: 'a name in capitals',
    kind: 'ConfigMap',
    object: { metadata: { name: 'Web' } },
    want: [`metadata.name: Invalid value: "Web": ${subdomain}`],
  },
  {
    name: 'no name',
    kind: 'ConfigMap',
    object: { metadata: {} },
    want: ['metadata.name: Required value: name or generateName is required'],
  },
  {
    name: 'a Service that starts with a digit',
    kind: 'Service',
    object: { metadata: { name: '1a' }, ...service({}) },
    want: [
      "metadata.name: Invalid value: \"1a\": a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
    ],
  },
  {
    name: 'a label’s value with a space',
    kind: 'ConfigMap',
    object: { metadata: { name: 'web', labels: { app: 'a b' } } },
    want: [
      "metadata.labels: Invalid value: \"a b\": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
    ],
  },
  {
    name: 'annotations beyond 256 KiB',
    kind: 'ConfigMap',
    object: { metadata: { name: 'web', annotations: { a: 'x'.repeat(262_144) } } },
    want: ['metadata.annotations: Too long: may not be more than 262144 bytes'],
  },
  {
    name: 'an owner without a uid',
    kind: 'ConfigMap',
    object: { metadata: { name: 'web', ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: 'a' }] } },
    want: ['metadata.ownerReferences[0].uid: Invalid value: "": uid must not be empty'],
  },
]

const workloads: Case[] = [
  { name: 'a Deployment as it should be', kind: 'Deployment', object: deployment(), want: [] },
  {
    name: 'a selector that misses the template',
    kind: 'Deployment',
    object: deployment({ selector: { matchLabels: { app: 'api' } } }),
    want: [
      'spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`',
    ],
  },
  {
    name: 'an empty selector',
    kind: 'Deployment',
    object: deployment({ selector: {} }),
    want: ['spec.selector: Invalid value: {}: empty selector is invalid for deployment'],
  },
  {
    name: 'another selector',
    kind: 'Deployment',
    object: deployment({
      selector: { matchLabels: { tier: 'a' } },
      template: { ...template(), metadata: { labels: { tier: 'a' } } },
    }),
    old: deployment(),
    want: ['spec.selector: Invalid value: {"matchLabels":{"tier":"a"}}: field is immutable'],
  },
  {
    name: 'fewer than no replicas',
    kind: 'Deployment',
    object: deployment({ replicas: -1 }),
    want: ['spec.replicas: Invalid value: -1: must be greater than or equal to 0'],
  },
  {
    name: 'neither surge nor unavailable',
    kind: 'Deployment',
    object: deployment({ strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } } }),
    want: ['spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0'],
  },
  {
    name: 'a rolling update of Recreate',
    kind: 'Deployment',
    object: deployment({ strategy: { type: 'Recreate', rollingUpdate: { maxSurge: 1 } } }),
    want: ["spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'"],
  },
  {
    name: 'an unknown strategy',
    kind: 'Deployment',
    object: deployment({ strategy: { type: 'Blue' } }),
    want: ['spec.strategy.type: Unsupported value: "Blue": supported values: "Recreate", "RollingUpdate"'],
  },
  {
    name: 'a Deployment whose pods end',
    kind: 'Deployment',
    object: deployment({ template: template({ restartPolicy: 'Never' }) }),
    want: ['spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"'],
  },
  {
    name: 'a StatefulSet with another Service',
    kind: 'StatefulSet',
    object: deployment({ serviceName: 'b' }),
    old: deployment({ serviceName: 'a' }),
    want: [
      "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
    ],
  },
  {
    name: 'a Job that restarts for ever',
    kind: 'Job',
    object: job({ template: template() }),
    want: ['spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"'],
  },
  {
    name: 'more completions than at the start',
    kind: 'Job',
    object: job({ completions: 2 }),
    old: job(),
    want: ['spec.completions: Invalid value: 2: field is immutable'],
  },
  {
    name: 'a schedule that is none',
    kind: 'CronJob',
    object: { spec: { schedule: '* *', jobTemplate: { spec: job().spec } } },
    want: [expect.stringContaining('spec.schedule: Invalid value: "* *": ') as unknown as string],
  },
]

const pods: Case[] = [
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

const others: Case[] = [
  {
    name: 'a Service without ports',
    kind: 'Service',
    object: service({ ports: [] }),
    want: ['spec.ports: Required value'],
  },
  {
    name: 'a headless Service without ports',
    kind: 'Service',
    object: service({ ports: [], clusterIP: 'None' }),
    want: [],
  },
  {
    name: 'two ports of a Service without names',
    kind: 'Service',
    object: service({ ports: [{ port: 80 }, { port: 81 }] }),
    want: ['spec.ports[0].name: Required value', 'spec.ports[1].name: Required value'],
  },
  {
    name: 'an unknown type of Service',
    kind: 'Service',
    object: service({ type: 'Magic' }),
    want: [
      'spec.type: Unsupported value: "Magic": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"',
    ],
  },
  {
    name: 'another address of a Service',
    kind: 'Service',
    object: service({ clusterIP: '10.0.0.2', clusterIPs: ['10.0.0.2'] }),
    old: service({ clusterIP: '10.0.0.1', clusterIPs: ['10.0.0.1'] }),
    want: ['spec.clusterIPs[0]: Invalid value: ["10.0.0.2"]: may not change once set'],
  },
  {
    name: 'an Ingress without rules',
    kind: 'Ingress',
    object: { spec: {} },
    want: ['spec: Invalid value: []: either `defaultBackend` or `rules` must be specified'],
  },
  {
    name: 'a path without a type',
    kind: 'Ingress',
    object: ingress({ pathType: undefined }),
    want: ['spec.rules[0].http.paths[0].pathType: Required value: pathType must be specified'],
  },
  {
    name: 'a relative path',
    kind: 'Ingress',
    object: ingress({ path: 'a' }),
    want: ['spec.rules[0].http.paths[0].path: Invalid value: "a": must be an absolute path'],
  },
  {
    name: 'an autoscaler upside down',
    kind: 'HorizontalPodAutoscaler',
    object: { spec: { minReplicas: 3, maxReplicas: 2, scaleTargetRef: { kind: 'Deployment', name: 'web' } } },
    want: ['spec.maxReplicas: Invalid value: 2: must be greater than or equal to `minReplicas`'],
  },
  {
    name: 'a budget with both limits',
    kind: 'PodDisruptionBudget',
    object: { spec: { minAvailable: 1, maxUnavailable: 1 } },
    want: [
      'spec: Invalid value: {"minAvailable":1,"maxUnavailable":1}: minAvailable and maxUnavailable cannot be both set',
    ],
  },
  {
    name: 'a key of a ConfigMap with a slash',
    kind: 'ConfigMap',
    object: { data: { 'a/b': '' } },
    want: [
      "data[a/b]: Invalid value: \"a/b\": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
    ],
  },
  {
    name: 'a change of an immutable ConfigMap',
    kind: 'ConfigMap',
    object: { immutable: true, data: { a: '2' } },
    old: { immutable: true, data: { a: '1' } },
    want: ['data: Forbidden: field is immutable when `immutable` is set'],
  },
  {
    name: 'a TLS Secret without its key',
    kind: 'Secret',
    object: { type: 'kubernetes.io/tls', data: { 'tls.crt': '' } },
    want: ['data[tls.key]: Required value'],
  },
  {
    name: 'another type of Secret',
    kind: 'Secret',
    object: { type: 'b' },
    old: { type: 'a' },
    want: ['type: Invalid value: "b": field is immutable'],
  },
  {
    name: 'another role of a binding',
    kind: 'RoleBinding',
    object: { roleRef: { kind: 'Role', name: 'b' } },
    old: { roleRef: { kind: 'Role', name: 'a' } },
    want: [
      'roleRef: Invalid value: {"kind":"Role","name":"b","apiGroup":"rbac.authorization.k8s.io"}: cannot change roleRef',
    ],
  },
]

describe.each([
  ['metadata', metadata],
  ['workloads', workloads],
  ['pods', pods],
  ['the rest', others],
])('%s', (_group, cases) => {
  test.each(cases)('$name', ({ kind, object, old, want }) => {
    expect(problems(kind, object, old)).toEqual(want)
  })
})

test('one cause says it all, several are listed', () => {
  const message = (replicas: number, fields: JsonObject) => {
    const resource = api.resources.find('apps', 'v1', 'deployments')
    if (resource === undefined) throw new Error('deployments are served')
    const draft: JsonObject = { metadata: { name: 'web' }, ...deployment({ replicas, ...fields }) }
    applyDefaults(resource, draft)
    try {
      validate(api, resource, draft, undefined)
    } catch (error) {
      return error instanceof StatusError ? error.status : undefined
    }
    return undefined
  }
  expect(message(-1, {})).toMatchObject({
    code: 422,
    reason: 'Invalid',
    message:
      'Deployment.apps "web" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    details: { name: 'web', group: 'apps', kind: 'Deployment', causes: [{ reason: 'FieldValueInvalid' }] },
  })
  expect(message(-1, { minReadySeconds: -1 })?.message).toBe(
    'Deployment.apps "web" is invalid: [spec.replicas: Invalid value: -1: must be greater than or equal to 0, spec.minReadySeconds: Invalid value: -1: must be greater than or equal to 0]',
  )
})

test('objects of any shape are taken or refused with a 422', () => {
  const kinds = api.resources.all().map(({ kind }) => kind)
  fc.assert(
    fc.property(
      fc.constantFrom(...kinds),
      fc.object({
        key: fc.constantFrom(
          'spec',
          'template',
          'containers',
          'ports',
          'rules',
          'selector',
          'data',
          'metadata',
          'labels',
        ),
        maxDepth: 5,
      }),
      (kind, object) => {
        expect(() => problems(kind, object as JsonObject)).not.toThrow()
      },
    ),
    { numRuns: 500 },
  )
})
