import { expect, test } from 'vitest'
import { deployment, job, template } from '../testing/objects.ts'
import { type Case, problems } from '../testing/problems.ts'

const cases: Case[] = [
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

test.each(cases)('$name', ({ kind, object, old, want }) => {
  expect(problems(kind, object, old)).toEqual(want)
})
