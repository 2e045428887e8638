import { field } from '@gitops-example/kit/json/fields'
import { sameJson } from '@gitops-example/kit/json/same-json'
import type { KubeObject } from '@gitops-example/kube-client/kube-object'

/** Whether two versions of an Application ask for the same; the status, which we write ourselves, does not count. */
export function asksTheSame(left: KubeObject, right: KubeObject): boolean {
  const asked = ({ spec, operation, metadata }: KubeObject) => ({
    spec,
    operation,
    annotations: metadata.annotations,
    finalizers: metadata.finalizers,
    deleting: field(metadata, 'deletionTimestamp'),
    uid: metadata.uid,
  })
  return sameJson(asked(left), asked(right))
}
