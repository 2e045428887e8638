import type { KubeObject } from '@gitops-example/kube-client/kube-object'

/** What one resource says of itself by the annotations `sync-options` and `compare-options`. */
export interface ResourceOptions {
  prune: boolean
  pruneLast: boolean
  /** Whether it goes with its Application. */
  delete: boolean
  validate: boolean
  replace: boolean
  /** A kind that the cluster does not serve yet will be there in time. */
  skipDryRunOnMissing: boolean
  /** Not counted when it is there but not in git. */
  ignoreExtraneous: boolean
  /** Left out of the Application's health. */
  ignoreHealth: boolean
}

const accepted = [
  'ServerSideApply=true',
  'ServerSideApply=false',
  'Prune=true',
  'Delete=true',
  'Validate=true',
  'ServerSideDiff=true',
  'ServerSideDiff=false',
  'IncludeMutationWebhook=true',
]

/** `problems` gets the options that are not supported, by name. */
export function resourceOptions(object: KubeObject, problems: string[] = []): ResourceOptions {
  const annotations = object.metadata.annotations ?? {}
  const options = new Set(
    ['sync-options', 'compare-options'].flatMap((name) =>
      (annotations[`argocd.argoproj.io/${name}`] ?? '')
        .split(',')
        .map((option) => option.trim())
        .filter((option) => option !== ''),
    ),
  )
  const take = (option: string) => options.delete(option)
  const parsed = {
    prune: !take('Prune=false'),
    pruneLast: take('PruneLast=true'),
    delete: !take('Delete=false'),
    validate: !take('Validate=false'),
    replace: take('Replace=true'),
    skipDryRunOnMissing: take('SkipDryRunOnMissingResource=true'),
    ignoreExtraneous: take('IgnoreExtraneous'),
    ignoreHealth: annotations['argocd.argoproj.io/ignore-healthcheck'] === 'true',
  }
  for (const option of options) {
    if (!accepted.includes(option)) {
      problems.push(`option ${option} of ${object.kind} ${object.metadata.name} is not supported`)
    }
  }
  return parsed
}
