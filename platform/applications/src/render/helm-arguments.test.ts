import { expect, it } from 'vitest'
import type { HelmSource } from '../parse/application.ts'
import { helmArguments } from './helm-arguments.ts'

const helm: HelmSource = {
  releaseName: undefined,
  namespace: undefined,
  valueFiles: [],
  ignoreMissingValueFiles: false,
  values: undefined,
  parameters: [],
  skipCrds: false,
  skipTests: false,
  skipSchemaValidation: false,
  kubeVersion: undefined,
  apiVersions: [],
}
const options = {
  release: 'web',
  namespace: 'apps',
  kubeVersion: 'v1.36.0',
  apiVersions: ['apps/v1', 'v1'],
  environment: { ARGOCD_APP_NAME: 'web', ARGOCD_APP_REVISION: 'abc' },
}
const standard = ['web', '--namespace', 'apps', '--kube-version', 'v1.36.0']

it.each(['--post-renderer=sh', '-x', '', 'Upper', 'a b', 'a'.repeat(54)])(
  'refuses the release name %j',
  (name) => {
    expect(() => helmArguments({ ...options, helm: { ...helm, releaseName: name } })).toThrow('Release name')
  },
)

it.each([
  {
    name: 'no helm section',
    helm: undefined,
    want: [...standard, '--api-versions', 'apps/v1,v1', '--include-crds'],
  },
  {
    name: 'a release name',
    helm: { releaseName: 'other' },
    want: ['other', ...standard.slice(1), '--api-versions', 'apps/v1,v1', '--include-crds'],
  },
  { name: 'skipCrds', helm: { skipCrds: true }, want: [...standard, '--api-versions', 'apps/v1,v1'] },
  {
    name: 'its own API versions',
    helm: { apiVersions: ['x/v1'], skipCrds: true },
    want: [...standard, '--api-versions', 'x/v1'],
  },
  {
    name: 'a parameter',
    helm: { parameters: [{ name: 'a', value: 'b,c', forceString: false }], skipCrds: true },
    want: [...standard, '--set', 'a=b\\,c', '--api-versions', 'apps/v1,v1'],
  },
  {
    name: 'a list parameter',
    helm: { parameters: [{ name: 'a', value: '{b,c}', forceString: false }], skipCrds: true },
    want: [...standard, '--set', 'a={b,c}', '--api-versions', 'apps/v1,v1'],
  },
  {
    name: 'a string parameter of the environment',
    helm: { parameters: [{ name: 'a', value: '$ARGOCD_APP_REVISION-x', forceString: true }], skipCrds: true },
    want: [...standard, '--set-string', 'a=abc-x', '--api-versions', 'apps/v1,v1'],
  },
])('gives helm $name', ({ helm: changes, want }) => {
  expect(helmArguments({ ...options, helm: changes && { ...helm, ...changes } })).toEqual(want)
})
