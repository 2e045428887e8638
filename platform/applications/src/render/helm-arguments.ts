import { GitopsError } from '@gitops-example/kit/errors'
import type { HelmSource } from '../parse/application.ts'
import { type BuildEnvironment, substitute } from './build-environment.ts'

export interface HelmArguments {
  release: string
  namespace: string
  kubeVersion: string
  apiVersions: readonly string[]
  helm: HelmSource | undefined
  environment: BuildEnvironment
}

/** Helm's own rule, which also keeps a name from being read as an option. */
const releaseName = /^[a-z0-9]([-a-z0-9.]{0,51}[a-z0-9])?$/

/** The arguments of `helm template`, except for the chart and the values files, as Argo CD passes them. */
export function helmArguments(options: HelmArguments): string[] {
  const { helm, environment } = options
  const text = (value: string) => substitute(value, environment)
  const release = text(helm?.releaseName ?? options.release)
  if (!releaseName.test(release)) {
    throw new GitopsError(
      'helm-release-name',
      `Release name ${JSON.stringify(release)} is not valid in Helm.`,
      {
        hint: 'Use at most 53 lower-case letters, digits, dots and hyphens.',
      },
    )
  }
  const apiVersions = helm?.apiVersions.length ? helm.apiVersions.map(text) : options.apiVersions
  return [
    release,
    ['--namespace', text(helm?.namespace ?? options.namespace)],
    ['--kube-version', text(helm?.kubeVersion ?? options.kubeVersion)],
    (helm?.parameters ?? []).flatMap(({ name, value, forceString }) => [
      forceString ? '--set-string' : '--set',
      `${text(name)}=${escapeCommas(text(value))}`,
    ]),
    apiVersions.length === 0 ? [] : ['--api-versions', apiVersions.join(',')],
    helm?.skipCrds ? [] : '--include-crds',
    helm?.skipTests ? '--skip-tests' : [],
    helm?.skipSchemaValidation ? '--skip-schema-validation' : [],
  ].flat()
}

/** A comma would begin the next parameter; a list in braces means its commas. */
function escapeCommas(value: string): string {
  return value.startsWith('{') && value.endsWith('}') ? value : value.replaceAll(/(?<!\\),/g, '\\,')
}
