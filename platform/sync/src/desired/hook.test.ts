import { expect, it } from 'vitest'
import { hookOf, waveOf } from './hook.ts'

const object = (annotations: Record<string, string>) => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'migrate', annotations },
})

it.each([
  { name: 'none', annotations: {}, want: undefined },
  {
    name: 'Argo CD, one',
    annotations: { 'argocd.argoproj.io/hook': 'PreSync' },
    want: { phases: ['PreSync'], deletePolicies: ['BeforeHookCreation'] },
  },
  {
    name: 'Argo CD, two',
    annotations: { 'argocd.argoproj.io/hook': 'PreSync, PostSync' },
    want: { phases: ['PreSync', 'PostSync'], deletePolicies: ['BeforeHookCreation'] },
  },
  {
    name: 'Argo CD, with a policy',
    annotations: {
      'argocd.argoproj.io/hook': 'Sync',
      'argocd.argoproj.io/hook-delete-policy': 'HookSucceeded',
    },
    want: { phases: ['Sync'], deletePolicies: ['HookSucceeded'] },
  },
  {
    name: 'Skip',
    annotations: { 'argocd.argoproj.io/hook': 'Skip' },
    want: { phases: [], deletePolicies: ['BeforeHookCreation'] },
  },
  {
    name: 'Helm, install and upgrade',
    annotations: {
      'helm.sh/hook': 'pre-install,pre-upgrade',
      'helm.sh/hook-delete-policy': 'before-hook-creation,hook-succeeded',
    },
    want: { phases: ['PreSync'], deletePolicies: ['BeforeHookCreation', 'HookSucceeded'] },
  },
  {
    name: 'Helm, after',
    annotations: { 'helm.sh/hook': 'post-upgrade' },
    want: { phases: ['PostSync'], deletePolicies: ['BeforeHookCreation'] },
  },
  {
    name: 'Helm test',
    annotations: { 'helm.sh/hook': 'test' },
    want: { phases: [], deletePolicies: ['BeforeHookCreation'] },
  },
  { name: 'Helm crd-install', annotations: { 'helm.sh/hook': 'crd-install' }, want: undefined },
  {
    name: 'Argo CD before Helm',
    annotations: { 'argocd.argoproj.io/hook': 'Sync', 'helm.sh/hook': 'pre-install' },
    want: { phases: ['Sync'], deletePolicies: ['BeforeHookCreation'] },
  },
])('reads hooks: $name', ({ annotations, want }) => {
  expect(hookOf(object(annotations as Record<string, string>))).toEqual(want)
})

it('refuses hooks that it cannot run, by name', () => {
  const problems: string[] = []
  hookOf(object({ 'argocd.argoproj.io/hook': 'PostDelete' }), problems)
  hookOf(object({ 'helm.sh/hook': 'pre-delete' }), problems)
  expect(problems).toEqual([
    'hook PostDelete of Job migrate is not supported',
    'hook pre-delete of Job migrate is not supported',
  ])
})

it.each([
  [{}, 0],
  [{ 'argocd.argoproj.io/sync-wave': '-3' }, -3],
  [{ 'helm.sh/hook-weight': '5' }, 5],
  [{ 'argocd.argoproj.io/sync-wave': '1', 'helm.sh/hook-weight': '5' }, 1],
  [{ 'argocd.argoproj.io/sync-wave': 'soon' }, 0],
])('finds the wave of %j', (annotations, want) => {
  expect(waveOf(object(annotations as Record<string, string>))).toBe(want)
})

it('takes no hook and no policy that is only inherited', () => {
  const problems: string[] = []
  const job = object({
    'argocd.argoproj.io/hook': 'constructor',
    'argocd.argoproj.io/hook-delete-policy': 'toString',
  })
  expect(hookOf(job, problems)).toEqual({ phases: [], deletePolicies: ['BeforeHookCreation'] })
  expect(problems).toEqual(['hook constructor of Job migrate is not supported'])
})
