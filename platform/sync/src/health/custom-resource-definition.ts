import { condition } from '@gitops-example/kube-client/condition'
import type { KubeObject } from '@gitops-example/kube-client/kube-object'
import { type Health, healthy, progressing } from './health.ts'

export function customResourceDefinitionHealth(definition: KubeObject): Health {
  const names = condition(definition, 'NamesAccepted')
  if (names?.status === 'False') return { status: 'Degraded', message: names.message }
  return condition(definition, 'Established')?.status === 'True'
    ? healthy
    : progressing('not established yet')
}
