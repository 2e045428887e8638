import type { ControllerRevision, Deployment, ReplicaSet, StatefulSet } from 'kubernetes-types/apps/v1.js'
import type { HorizontalPodAutoscaler } from 'kubernetes-types/autoscaling/v2.js'
import type { CronJob, Job } from 'kubernetes-types/batch/v1.js'
import type { Lease } from 'kubernetes-types/coordination/v1.js'
import type {
  ConfigMap,
  Event,
  Namespace,
  Node,
  Pod,
  Secret,
  Service,
  ServiceAccount,
} from 'kubernetes-types/core/v1.js'
import type { EndpointSlice } from 'kubernetes-types/discovery/v1.js'
import type { ObjectMeta } from 'kubernetes-types/meta/v1.js'
import type { Ingress, IngressClass, NetworkPolicy } from 'kubernetes-types/networking/v1.js'
import type { PodDisruptionBudget } from 'kubernetes-types/policy/v1.js'

/** Any Kubernetes object as the API carries it: plain JSON, times as RFC 3339 text. */
export interface KubeObject {
  apiVersion?: string
  kind?: string
  metadata?: ObjectMeta
  [field: string]: unknown
}

/** An object that the store holds: the fields that the API server always sets are there. Never mutate it. */
export type Live<T> = Omit<T, 'metadata' | 'apiVersion' | 'kind'> & {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: ObjectMeta & {
    readonly name: string
    readonly uid: string
    readonly resourceVersion: string
    readonly creationTimestamp: string
  }
}

/** An object of whatever kind, as the store holds it. */
export type StoredObject = Live<KubeObject>

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
