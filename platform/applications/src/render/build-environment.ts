/** The variables of Argo CD's build environment (its user guide, "Build Environment"). */
export interface BuildEnvironment {
  [name: string]: string
}

export function buildEnvironment(facts: {
  instance: string
  namespace: string
  project: string
  revision: string
  path: string
  repoURL: string
  targetRevision: string
  kubeVersion: string
  apiVersions: readonly string[]
}): BuildEnvironment {
  return {
    ARGOCD_APP_NAME: facts.instance,
    ARGOCD_APP_NAMESPACE: facts.namespace,
    ARGOCD_APP_PROJECT_NAME: facts.project,
    ARGOCD_APP_REVISION: facts.revision,
    ARGOCD_APP_REVISION_SHORT: facts.revision.slice(0, 7),
    ARGOCD_APP_REVISION_SHORT_8: facts.revision.slice(0, 8),
    ARGOCD_APP_SOURCE_PATH: facts.path,
    ARGOCD_APP_SOURCE_REPO_URL: facts.repoURL,
    ARGOCD_APP_SOURCE_TARGET_REVISION: facts.targetRevision,
    KUBE_VERSION: facts.kubeVersion,
    KUBE_API_VERSIONS: facts.apiVersions.join(','),
  }
}

/** Replaces `$NAME` and `${NAME}`; an unknown name becomes nothing, `$$` stays one `$`. */
export function substitute(text: string, environment: BuildEnvironment): string {
  return text.replaceAll(/\$(?:\$|\{(\w+)\}|(\w+))/g, (whole, braced?: string, bare?: string) =>
    whole === '$$' ? '$' : (environment[braced ?? bare ?? ''] ?? ''),
  )
}
