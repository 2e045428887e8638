import type { ControllerRevision, Deployment, ReplicaSet, StatefulSet } from '#kubernetes/apps/v1'
import type { HorizontalPodAutoscaler } from '#kubernetes/autoscaling/v2'
import type { CronJob, Job } from '#kubernetes/batch/v1'
import type { Lease } from '#kubernetes/coordination/v1'
import type {
  ConfigMap,
  Event,
  Namespace,
  Node,
  Pod,
  Secret,
  Service,
  ServiceAccount,
} from '#kubernetes/core/v1'
import type { EndpointSlice } from '#kubernetes/discovery/v1'
import type { ObjectMeta } from '#kubernetes/meta/v1'
import type { Ingress, IngressClass, NetworkPolicy } from '#kubernetes/networking/v1'
import type { PodDisruptionBudget } from '#kubernetes/policy/v1'

/** Any Kubernetes object as the API carries it: plain JSON, times as RFC 3339 text. It is only read, as `JsonObject`. */
export interface KubeObject {
  readonly apiVersion?: string
  readonly kind?: string
  readonly metadata?: ObjectMeta
  readonly [field: string]: unknown
}

/** The metadata of an object that the API server has taken: what it always sets is there. */
export type LiveMeta = ObjectMeta & {
  readonly name: string
  readonly uid: string
  readonly resourceVersion: string
  readonly creationTimestamp: string
}

/** An object of a known kind, as the store holds it. Never mutate it. */
export type Live<T> = Omit<T, 'metadata' | 'apiVersion' | 'kind'> & {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: LiveMeta
}

/** An object of whatever kind, as the store holds it: a `JsonObject`, and a `Live` one. Never mutate it. */
export interface StoredObject extends KubeObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: LiveMeta
}

/** The built-in resources that controllers and the node work on, by their plural name. */
export interface BuiltIn {
  configmaps: ConfigMap
  controllerrevisions: ControllerRevision
  cronjobs: CronJob
  deployments: Deployment
  endpointslices: EndpointSlice
  events: Event
  horizontalpodautoscalers: HorizontalPodAutoscaler
  ingressclasses: IngressClass
  ingresses: Ingress
  jobs: Job
  leases: Lease
  namespaces: Namespace
  networkpolicies: NetworkPolicy
  nodes: Node
  poddisruptionbudgets: PodDisruptionBudget
  pods: Pod
  replicasets: ReplicaSet
  secrets: Secret
  serviceaccounts: ServiceAccount
  services: Service
  statefulsets: StatefulSet
}
