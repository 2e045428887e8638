import { groupOf, type KubeObject, type ObjectRef } from '@gitops-example/kube-client/kube-object'

const annotation = 'argocd.argoproj.io/tracking-id'

/** The text by which Argo CD 3 marks what belongs to an Application: `NAME:GROUP/KIND:NAMESPACE/NAME`. */
export function trackingId(instance: string, { group, kind, namespace, name }: ObjectRef): string {
  return `${instance}:${group}/${kind}:${namespace}/${name}`
}

/** Marks a copy of the object as the Application's. */
export function withTracking(object: KubeObject, instance: string, ref: ObjectRef): KubeObject {
  const annotations = { ...object.metadata.annotations, [annotation]: trackingId(instance, ref) }
  return { ...object, metadata: { ...object.metadata, annotations } }
}

/**
 * The Application that an object belongs to. An annotation that was copied along with a whole object (as operators
 * do) names another object and counts for nothing.
 */
export function trackedBy(object: KubeObject): string | undefined {
  const id = object.metadata.annotations?.[annotation]
  const [, instance, group, kind, namespace, name] =
    /^([^:]+):([^/]*)\/([^:]+):([^/]*)\/(.+)$/.exec(id ?? '') ?? []
  const { metadata } = object
  const isItself =
    group === groupOf(object.apiVersion) &&
    kind === object.kind &&
    name === metadata.name &&
    (namespace === metadata.namespace || metadata.namespace === undefined)
  return isItself ? instance : undefined
}
