/** What the rendering of a chart may ask of the cluster that it is for. */
export interface ClusterFacts {
  /** Such as `v1.36.0`. */
  kubeVersion: string
  /** `group/version` and `group/version/Kind`, besides those that Helm itself assumes. */
  apiVersions: readonly string[]
}
