import type { KubeObject } from '@gitops-example/kube-client/kube-object'

/** When a hook runs; `Skip` never does. */
export type HookPhase = 'PreSync' | 'Sync' | 'PostSync' | 'SyncFail'
export type HookDeletePolicy = 'BeforeHookCreation' | 'HookSucceeded' | 'HookFailed'

export interface Hook {
  /** Empty for a hook that never runs here, such as Helm's tests. */
  phases: HookPhase[]
  deletePolicies: HookDeletePolicy[]
}

const argoPhases = new Map<string, HookPhase>([
  ['PreSync', 'PreSync'],
  ['Sync', 'Sync'],
  ['PostSync', 'PostSync'],
  ['SyncFail', 'SyncFail'],
])

/** Argo CD's mapping (its user guide, "Helm", "Helm Hooks"). */
const helmPhases = new Map<string, HookPhase>([
  ['pre-install', 'PreSync'],
  ['pre-upgrade', 'PreSync'],
  ['post-install', 'PostSync'],
  ['post-upgrade', 'PostSync'],
])

/** Helm hooks that Argo CD never runs either. */
const neverRun = ['Skip', 'test', 'test-success', 'test-failure', 'pre-rollback', 'post-rollback']

const argoPolicies = new Map<string, HookDeletePolicy>([
  ['BeforeHookCreation', 'BeforeHookCreation'],
  ['HookSucceeded', 'HookSucceeded'],
  ['HookFailed', 'HookFailed'],
])

const helmPolicies = new Map<string, HookDeletePolicy>([
  ['before-hook-creation', 'BeforeHookCreation'],
  ['hook-succeeded', 'HookSucceeded'],
  ['hook-failed', 'HookFailed'],
])

/** Undefined for an ordinary resource. `problems` gets hooks that are not supported, by name. */
export function hookOf(object: KubeObject, problems: string[] = []): Hook | undefined {
  const argo = words(object, 'argocd.argoproj.io/hook')
  const helm = argo.length > 0 ? [] : words(object, 'helm.sh/hook').filter((name) => name !== 'crd-install')
  if (argo.length === 0 && helm.length === 0) return undefined
  const phases = new Set<HookPhase>()
  for (const name of [...argo, ...helm]) {
    const phase = argo.length > 0 ? argoPhases.get(name) : helmPhases.get(name)
    if (phase !== undefined) phases.add(phase)
    else if (!neverRun.includes(name)) {
      problems.push(`hook ${name} of ${object.kind} ${object.metadata.name} is not supported`)
    }
  }
  const policies = [
    ...words(object, 'argocd.argoproj.io/hook-delete-policy').flatMap((name) => argoPolicies.get(name) ?? []),
    ...words(object, 'helm.sh/hook-delete-policy').flatMap((name) => helmPolicies.get(name) ?? []),
  ]
  return {
    phases: [...phases],
    deletePolicies: policies.length === 0 ? ['BeforeHookCreation'] : policies,
  }
}

/** `argocd.argoproj.io/sync-wave`, else Helm's hook weight, else 0. */
export function waveOf(object: KubeObject): number {
  for (const name of ['argocd.argoproj.io/sync-wave', 'helm.sh/hook-weight']) {
    const wave = Number.parseInt(object.metadata.annotations?.[name] ?? '', 10)
    if (Number.isInteger(wave)) return wave
  }
  return 0
}

function words(object: KubeObject, annotation: string): string[] {
  return (object.metadata.annotations?.[annotation] ?? '')
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')
}
