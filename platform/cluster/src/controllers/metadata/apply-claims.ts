import type { LabelSelector } from '#kubernetes/meta/v1'
import type { ClusterClient } from '../../client/cluster-client.ts'
import type { BuiltIn, Live } from '../../machinery/objects.ts'
import { planClaims } from './claim.ts'
import { controllerReference } from './owner.ts'

type Owned = 'pods' | 'replicasets'

/**
 * Lists the pods or ReplicaSets that belong to `owner`, after adopting orphans that its selector picks and letting go
 * of those that it picks no longer.
 */
export function claimOwned<R extends Owned>(
  client: ClusterClient,
  resource: R,
  owner: Live<{ spec?: { selector?: LabelSelector } }>,
): Live<BuiltIn[R]>[] {
  const candidates = client.list(resource, { namespace: owner.metadata.namespace ?? '' })
  const claims = planClaims<Live<BuiltIn[R]>>(
    { metadata: owner.metadata, selector: owner.spec?.selector },
    candidates,
  )
  const adopted = claims.adopt.map((orphan) =>
    client.update(resource, {
      ...orphan,
      metadata: {
        ...orphan.metadata,
        ownerReferences: [...(orphan.metadata.ownerReferences ?? []), controllerReference(owner)],
      },
    }),
  )
  for (const stray of claims.release) {
    const ownerReferences =
      stray.metadata.ownerReferences?.filter(({ uid }) => uid !== owner.metadata.uid) ?? []
    client.update(resource, { ...stray, metadata: { ...stray.metadata, ownerReferences } })
  }
  return [...claims.owned, ...adopted]
}
