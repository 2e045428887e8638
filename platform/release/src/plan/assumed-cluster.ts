import type { ClusterFacts } from '@gitops-example/applications/render/cluster-facts'

/**
 * What a plan takes for the cluster, which it does not ask: the Kubernetes version of `03_eks`, and the APIs that Helm
 * itself assumes. An Application's own `helm.kubeVersion` goes before; its `helm.apiVersions` are added.
 */
export const assumedCluster: ClusterFacts = { kubeVersion: 'v1.35.0', apiVersions: [] }
