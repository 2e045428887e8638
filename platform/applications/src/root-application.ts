export interface RootApplicationOptions {
  /** Of the repository, as given to sync. */
  repoURL: string
  /** Branch, tag or commit. */
  revision: string
  /** Of the chart that makes the other Applications, from the repository's root. */
  path: string
  /** Defaults to `applications`. */
  name?: string
}

/**
 * The Application that makes all others, with the source's address handed down. It reads its chart but not the
 * values files beside it, so that a new image tag renders only the Application that it is for.
 */
export function rootApplication(options: RootApplicationOptions) {
  const { repoURL, revision, path, name = 'applications' } = options
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      name,
      namespace: 'argocd',
      annotations: {
        'argocd.argoproj.io/manifest-generate-paths': ['templates', 'Chart.yaml', 'values.yaml'].join(';'),
      },
      finalizers: ['resources-finalizer.argocd.argoproj.io'],
    },
    spec: {
      project: 'default',
      source: {
        repoURL,
        targetRevision: revision,
        path,
        helm: {
          parameters: [
            { name: 'repoURL', value: '$ARGOCD_APP_SOURCE_REPO_URL' },
            { name: 'targetRevision', value: '$ARGOCD_APP_SOURCE_TARGET_REVISION' },
          ],
        },
      },
      destination: { server: 'https://kubernetes.default.svc', namespace: 'argocd' },
      syncPolicy: {
        automated: { prune: true, selfHeal: true },
        retry: { limit: 3, backoff: { duration: '1s', factor: 2, maxDuration: '10s' } },
        syncOptions: ['CreateNamespace=true', 'ServerSideApply=true'],
      },
    },
  }
}
