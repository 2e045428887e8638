import { describe, expect, test } from 'vitest'
import type { StoredObject } from '../objects.ts'
import { matchesFields, parseFieldSelector } from './field-selector.ts'

const stored = (kind: string, fields: object): StoredObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name: 'web', namespace: 'dev', uid: 'u', resourceVersion: '1', creationTimestamp: 't' },
  ...fields,
})

const pod = stored('Pod', { spec: { nodeName: 'node' }, status: { phase: 'Running' } })
const event = stored('Event', {
  reason: 'Killing',
  source: { component: 'kubelet' },
  involvedObject: { name: 'a,b' },
})

describe('matches', () => {
  test.each([
    { object: pod, text: '', want: true },
    { object: pod, text: 'metadata.name=web', want: true },
    { object: pod, text: 'metadata.name==web,metadata.namespace!=prod', want: true },
    { object: pod, text: 'status.phase!=Running', want: false },
    { object: pod, text: 'spec.nodeName=node,status.phase=Running', want: true },
    { object: pod, text: 'spec.hostNetwork=false', want: true },
    { object: pod, text: 'status.podIP=', want: true },
    { object: event, text: 'involvedObject.name=a\\,b', want: true },
    { object: event, text: 'source=kubelet,reason=Killing', want: true },
    { object: stored('Job', { status: { succeeded: 1 } }), text: 'status.successful=1', want: true },
    { object: stored('Job', {}), text: 'status.successful=0', want: true },
  ])('$object.kind $text: $want', ({ object, text, want }) => {
    expect(matchesFields(parseFieldSelector(object, text), object)).toBe(want)
  })
})

describe('refuses', () => {
  test.each([
    { kind: 'Pod', text: 'spec.foo=x', says: 'field label not supported: spec.foo' },
    {
      kind: 'ConfigMap',
      text: 'data.a=x',
      says: '"data.a" is not a known field selector: only "metadata.name", "metadata.namespace"',
    },
    {
      kind: 'Pod',
      text: 'metadata.name',
      says: "invalid selector: 'metadata.name'; can't understand 'metadata.name'",
    },
    { kind: 'Pod', text: 'metadata.name=a\\b', says: 'invalid escape sequence' },
  ])('$text of $kind', ({ kind, text, says }) => {
    expect(() => parseFieldSelector({ kind }, text)).toThrow(says)
  })
})
