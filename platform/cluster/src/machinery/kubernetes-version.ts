/**
 * The release of Kubernetes whose API this cluster follows, named here only: the one that ops/environments give their
 * clusters. scripts/README.md says how to raise it.
 */
export const kubernetesVersion = '1.35.4'

const [first = '', second = ''] = kubernetesVersion.split('.')

export const kubernetesMajor = first
export const kubernetesMinor = second
