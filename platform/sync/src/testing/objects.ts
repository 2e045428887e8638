import type { KubeObject, ObjectRef } from '@gitops-example/kube-client/kube-object'
import { refOf } from '@gitops-example/kube-client/kube-object'
import type { DesiredResource } from '../desired/desired-resource.ts'
import { prepareResources } from '../desired/prepare-resources.ts'
import type { Live } from '../live/live-objects.ts'

/** For tests: an object of the API in namespace `apps`. */
export function anObject(
  kind: string,
  name: string,
  rest: Record<string, unknown> & { metadata?: Partial<KubeObject['metadata']> } = {},
): KubeObject {
  const groups: Record<string, string> = {
    Deployment: 'apps/v1',
    ReplicaSet: 'apps/v1',
    StatefulSet: 'apps/v1',
    DaemonSet: 'apps/v1',
    Job: 'batch/v1',
    CronJob: 'batch/v1',
    Ingress: 'networking.k8s.io/v1',
    HorizontalPodAutoscaler: 'autoscaling/v2',
    PodDisruptionBudget: 'policy/v1',
    Application: 'argoproj.io/v1alpha1',
    CustomResourceDefinition: 'apiextensions.k8s.io/v1',
  }
  return {
    apiVersion: groups[kind] ?? 'v1',
    kind,
    ...rest,
    metadata: { name, namespace: 'apps', uid: `uid-${kind}-${name}`, generation: 1, ...rest.metadata },
  }
}

/** For tests: what git wants, from an object with annotations. */
export function desiredOf(object: KubeObject): DesiredResource {
  const options = { instance: 'shop', namespace: 'apps', isNamespaced: () => true }
  const [resource] = prepareResources([object], options).resources
  if (resource === undefined) throw new Error(`${object.kind} is never applied`)
  return resource
}

/** For tests: a cluster that holds these objects. */
export function liveOf(...objects: KubeObject[]): Live {
  const same = (left: ObjectRef, right: ObjectRef) =>
    left.group === right.group &&
    left.kind === right.kind &&
    left.namespace === right.namespace &&
    left.name === right.name
  return {
    get: (ref) => objects.find((object) => same(refOf(object), ref)),
    children: (parent) =>
      objects.filter(({ metadata }) =>
        metadata.ownerReferences?.some(({ uid, controller }) => controller && uid === parent.metadata.uid),
      ),
  }
}

/** For tests: metadata that makes an object a child of its controller. */
export function ownedBy({ apiVersion, kind, metadata }: KubeObject): Partial<KubeObject['metadata']> {
  return {
    ownerReferences: [{ apiVersion, kind, name: metadata.name, uid: metadata.uid ?? '', controller: true }],
  }
}
