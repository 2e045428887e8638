import { asDraft, type JsonDraft } from '../../../machinery/json/json.ts'
import type { Resource } from '../../../machinery/resource.ts'
import { cronJobDefaults } from './cron-job.ts'
import { customResourceDefaults } from './custom-resource.ts'
import { customResourceDefinitionDefaults } from './custom-resource-definition.ts'
import { deploymentDefaults } from './deployment.ts'
import { endpointSliceDefaults } from './endpoint-slice.ts'
import { horizontalPodAutoscalerDefaults } from './horizontal-pod-autoscaler.ts'
import { jobDefaults } from './job.ts'
import { namespaceDefaults } from './namespace.ts'
import { networkPolicyDefaults } from './network-policy.ts'
import { podDefaults } from './pod.ts'
import { replicaSetDefaults } from './replica-set.ts'
import { roleBindingDefaults } from './role-binding.ts'
import { secretDefaults } from './secret.ts'
import { serviceDefaults } from './service.ts'
import { statefulSetDefaults } from './stateful-set.ts'

type Defaults = (spec: JsonDraft, object: JsonDraft) => void

const bySpec: { [storageName: string]: Defaults } = {
  CronJob: cronJobDefaults,
  CustomResourceDefinition: customResourceDefinitionDefaults,
  Deployment: deploymentDefaults,
  HorizontalPodAutoscaler: horizontalPodAutoscalerDefaults,
  Job: jobDefaults,
  NetworkPolicy: networkPolicyDefaults,
  Pod: podDefaults,
  ReplicaSet: replicaSetDefaults,
  Service: serviceDefaults,
  StatefulSet: statefulSetDefaults,
}

const byObject: { [kind: string]: (object: JsonDraft) => void } = {
  ClusterRoleBinding: roleBindingDefaults,
  EndpointSlice: endpointSliceDefaults,
  Namespace: namespaceDefaults,
  RoleBinding: roleBindingDefaults,
  Secret: secretDefaults,
  StorageClass(object) {
    object.reclaimPolicy ??= 'Delete'
    object.volumeBindingMode ??= 'Immediate'
  },
  PriorityClass(object) {
    object.preemptionPolicy ??= 'PreemptLowerPriority'
  },
}

/**
 * Fills in what upstream fills in when a client leaves it out, in place: the objects that come back from the API are
 * then the same as a real cluster's, which sync's comparison and kubectl's output rely on.
 */
export function applyDefaults(resource: Resource, object: JsonDraft): void {
  if (resource.custom !== undefined) {
    customResourceDefaults(resource.custom, object)
    return
  }
  const defaults = bySpec[resource.kind]
  if (defaults !== undefined) {
    const spec = asDraft(object.spec)
    object.spec = spec
    defaults(spec, object)
    return
  }
  byObject[resource.kind]?.(object)
}
