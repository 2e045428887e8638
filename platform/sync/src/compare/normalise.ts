import type { KubeObject } from '@gitops-example/kube-client/kube-object'

/** The object without what only the server or controllers write, so that two versions can be compared. */
export function normalise(object: KubeObject): KubeObject {
  const { status: _status, ...rest } = object
  const {
    uid: _uid,
    resourceVersion: _version,
    generation: _generation,
    creationTimestamp: _created,
    managedFields: _managed,
    ...metadata
  } = object.metadata
  return { ...rest, apiVersion: object.apiVersion, kind: object.kind, metadata }
}
