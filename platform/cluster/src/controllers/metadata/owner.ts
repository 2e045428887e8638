import type { ObjectMeta, OwnerReference } from '#kubernetes/meta/v1'

/** The one owner that manages the object, where there is one. */
export function controllerOf(metadata: ObjectMeta | undefined): OwnerReference | undefined {
  return metadata?.ownerReferences?.find((owner) => owner.controller === true)
}

/** The reference that a controller puts on what it creates. */
export function controllerReference(owner: {
  apiVersion: string
  kind: string
  metadata: { name: string; uid: string }
}): OwnerReference {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid,
    controller: true,
    blockOwnerDeletion: true,
  }
}
