import type { Resource } from '../../../../machinery/resource.ts'
import { configMapRules, secretRules } from './config-data.ts'
import { cronJobRules } from './cron-job.ts'
import { customResourceDefinitionRules } from './custom-resource-definition.ts'
import { deploymentRules } from './deployment.ts'
import { disruptionBudgetRules } from './disruption-budget.ts'
import { endpointSliceRules } from './endpoint-slice.ts'
import { horizontalPodAutoscalerRules } from './horizontal-pod-autoscaler.ts'
import { ingressClassRules, ingressRules } from './ingress.ts'
import { jobRules } from './job.ts'
import type { KindRules } from './kind-rules.ts'
import { networkPolicyRules } from './network-policy.ts'
import { podRules } from './pod.ts'
import { priorityClassRules } from './priority-class.ts'
import { replicaSetRules } from './replica-set.ts'
import { roleBindingRules, roleRules } from './role.ts'
import { serviceRules } from './service.ts'
import { statefulSetRules } from './stateful-set.ts'

const byKind: { [kind: string]: KindRules } = {
  ClusterRole: roleRules,
  ClusterRoleBinding: roleBindingRules,
  ConfigMap: configMapRules,
  CronJob: cronJobRules,
  CustomResourceDefinition: customResourceDefinitionRules,
  Deployment: deploymentRules,
  EndpointSlice: endpointSliceRules,
  HorizontalPodAutoscaler: horizontalPodAutoscalerRules,
  Ingress: ingressRules,
  IngressClass: ingressClassRules,
  Job: jobRules,
  NetworkPolicy: networkPolicyRules,
  Pod: podRules,
  PodDisruptionBudget: disruptionBudgetRules,
  PriorityClass: priorityClassRules,
  ReplicaSet: replicaSetRules,
  Role: roleRules,
  RoleBinding: roleBindingRules,
  Secret: secretRules,
  Service: serviceRules,
  StatefulSet: statefulSetRules,
}

const none: KindRules = {}

export function rulesOf({ kind }: Resource): KindRules {
  return byKind[kind] ?? none
}
