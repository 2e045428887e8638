import { parseApplication } from '@gitops-example/applications/parse/parse-application'
import { expect, it } from 'vitest'
import { applicationViolations, resourceViolation } from './permissions.ts'
import { defaultProject, parseProject } from './project.ts'

const { project, problems } = parseProject({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'AppProject',
  metadata: { name: 'guestbook' },
  spec: {
    sourceRepos: ['https://git/ours/*', '!https://git/ours/secret'],
    destinations: [
      { server: 'https://kubernetes.default.svc', namespace: 'guestbook' },
      { server: 'https://kubernetes.default.svc', namespace: 'team-*' },
      { server: 'https://elsewhere', namespace: '*' },
    ],
    clusterResourceWhitelist: [{ group: '', kind: 'Namespace' }],
    namespaceResourceBlacklist: [
      { group: '', kind: 'ResourceQuota' },
      { group: 'rbac.authorization.k8s.io', kind: '*' },
    ],
    syncWindows: [{ kind: 'deny' }],
  },
})
const application = (repoURL: string, namespace: string) =>
  parseApplication({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'x', namespace: 'argocd' },
    spec: { source: { repoURL, path: 'x' }, destination: { name: 'in-cluster', namespace } },
  }).application

it('refuses sync windows by name', () => {
  expect(problems).toEqual(['AppProject guestbook: spec.syncWindows is not supported'])
})

it.each([
  { repo: 'https://git/ours/web', namespace: 'guestbook', violations: 0 },
  { repo: 'https://git/ours/web', namespace: 'team-a', violations: 0 },
  { repo: 'https://git/theirs/web', namespace: 'guestbook', violations: 1 },
  { repo: 'https://git/ours/deep/web', namespace: 'guestbook', violations: 1 },
  { repo: 'https://git/ours/secret', namespace: 'guestbook', violations: 1 },
  { repo: 'https://git/theirs/web', namespace: 'kube-system', violations: 2 },
])('an Application of $repo in $namespace has $violations violations', ({ repo, namespace, violations }) => {
  expect(applicationViolations(project, application(repo, namespace))).toHaveLength(violations)
  expect(applicationViolations(defaultProject, application(repo, namespace))).toEqual([])
})

it.each([
  { group: '', kind: 'Namespace', namespace: '', allowed: true },
  { group: 'rbac.authorization.k8s.io', kind: 'ClusterRole', namespace: '', allowed: false },
  { group: 'apps', kind: 'Deployment', namespace: 'guestbook', allowed: true },
  { group: 'apps', kind: 'Deployment', namespace: 'kube-system', allowed: false },
  { group: '', kind: 'ResourceQuota', namespace: 'guestbook', allowed: false },
  { group: 'rbac.authorization.k8s.io', kind: 'Role', namespace: 'guestbook', allowed: false },
])('a $kind in "$namespace" is allowed: $allowed', ({ allowed, ...ref }) => {
  const message = resourceViolation(project, { ...ref, name: 'x' })
  expect(message === undefined).toBe(allowed)
  expect(resourceViolation(defaultProject, { ...ref, name: 'x' })).toBeUndefined()
})
