import type { Deployment } from '#kubernetes/apps/v1'
import type { Pod } from '#kubernetes/core/v1'
import type { SteppedCluster } from './stepped-cluster.ts'

/** A Deployment `web` of three pods in namespace `dev` that never has fewer ready ones. */
export function webDeployment(
  spec: Partial<NonNullable<Deployment['spec']>> = {},
  image = 'web:1',
): Deployment {
  return {
    metadata: { name: 'web', namespace: 'dev', labels: { app: 'web' } },
    spec: {
      replicas: 3,
      selector: { matchLabels: { app: 'web' } },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { containers: [{ name: 'main', image, ports: [{ containerPort: 8080, name: 'http' }] }] },
      },
      ...spec,
    },
  }
}

/** Changes the live Deployment's spec, as an apply would. */
export function changeDeployment(cluster: SteppedCluster, change: Partial<NonNullable<Deployment['spec']>>) {
  const live = cluster.deployment()
  if (live.spec === undefined) throw new Error('no spec')
  cluster.client.update('deployments', { ...live, spec: { ...live.spec, ...change } })
}

export function imageOf(pod: Pick<Pod, 'spec'>): string {
  return pod.spec?.containers[0]?.image ?? ''
}
