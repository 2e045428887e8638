import type { StoredObject } from '../../machinery/objects.ts'
import type { Resource } from '../../machinery/resource.ts'
import { ageColumn, type Column, columns, nameColumn } from './column.ts'
import { customColumns } from './custom-columns.ts'
import { horizontalPodAutoscalerColumns, podDisruptionBudgetColumns } from './kinds/autoscaling.ts'
import {
  createdAtColumns,
  leaseColumns,
  priorityClassColumns,
  roleBindingColumns,
  storageClassColumns,
} from './kinds/cluster.ts'
import {
  configMapColumns,
  namespaceColumns,
  persistentVolumeClaimColumns,
  resourceQuotaColumns,
  secretColumns,
  serviceAccountColumns,
} from './kinds/core.ts'
import { eventColumns } from './kinds/event.ts'
import {
  endpointSliceColumns,
  ingressClassColumns,
  ingressColumns,
  networkPolicyColumns,
} from './kinds/networking.ts'
import { nodeColumns } from './kinds/node.ts'
import { podColumns } from './kinds/pod.ts'
import { serviceColumns } from './kinds/service.ts'
import {
  controllerRevisionColumns,
  cronJobColumns,
  deploymentColumns,
  jobColumns,
  replicaSetColumns,
  statefulSetColumns,
} from './kinds/workloads.ts'

const byKind: { [kind: string]: readonly Column<StoredObject>[] } = {
  ClusterRole: createdAtColumns,
  ClusterRoleBinding: roleBindingColumns,
  ConfigMap: configMapColumns,
  ControllerRevision: controllerRevisionColumns,
  CronJob: cronJobColumns,
  CustomResourceDefinition: createdAtColumns,
  Deployment: deploymentColumns,
  EndpointSlice: endpointSliceColumns,
  Event: eventColumns,
  HorizontalPodAutoscaler: horizontalPodAutoscalerColumns,
  Ingress: ingressColumns,
  IngressClass: ingressClassColumns,
  Job: jobColumns,
  Lease: leaseColumns,
  LimitRange: createdAtColumns,
  Namespace: namespaceColumns,
  NetworkPolicy: networkPolicyColumns,
  Node: nodeColumns,
  PersistentVolumeClaim: persistentVolumeClaimColumns,
  Pod: podColumns,
  PodDisruptionBudget: podDisruptionBudgetColumns,
  PriorityClass: priorityClassColumns,
  ReplicaSet: replicaSetColumns,
  ResourceQuota: resourceQuotaColumns,
  Role: createdAtColumns,
  RoleBinding: roleBindingColumns,
  Secret: secretColumns,
  Service: serviceColumns,
  ServiceAccount: serviceAccountColumns,
  StatefulSet: statefulSetColumns,
  StorageClass: storageClassColumns,
}

const plain = columns<unknown>([nameColumn, ageColumn])

/** The columns that upstream prints for a kind; those of a custom resource come from its definition. */
export function columnsOf({ kind, custom }: Resource): readonly Column[] {
  if (custom !== undefined) return customColumns(custom.columns)
  return byKind[kind] ?? plain
}
