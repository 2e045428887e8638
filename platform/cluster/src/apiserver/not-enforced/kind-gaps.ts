import { asArray, asObject, asString, type JsonObject } from '../../machinery/json/json.ts'
import type { Gap } from './gap.ts'

/** Kinds that are stored as a whole without effect. */
const kinds: Gap[] = [
  wholeKind('NetworkPolicy', 'network', 'Every process of the machine reaches every pod.'),
  wholeKind('PersistentVolumeClaim', 'storage', 'A claim stays Pending, and so does a pod that uses it.'),
  wholeKind('StorageClass', 'storage', 'No volume is made from it.'),
  wholeKind('PriorityClass', 'placement', 'No pod is preempted for another.'),
  wholeKind('Role', 'access', 'Every request with the token is allowed.'),
  wholeKind('ClusterRole', 'access', 'Every request with the token is allowed.'),
  wholeKind('RoleBinding', 'access', 'Every request with the token is allowed.'),
  wholeKind('ClusterRoleBinding', 'access', 'Every request with the token is allowed.'),
  wholeKind('ResourceQuota', 'limits', 'Nothing is counted or refused.'),
  wholeKind('LimitRange', 'limits', 'No default is filled in and nothing is refused.'),
]

const services: Gap[] = [
  serviceField('externalIPs', 'A Service is reached on 127.0.0.1 only.'),
  serviceField('loadBalancerIP', 'A load balancer’s address is 127.0.0.1.'),
  serviceField('loadBalancerSourceRanges', 'Every process of the machine reaches the Service.'),
  serviceField('loadBalancerClass', 'There is one kind of load balancer.'),
  {
    because: 'network',
    name: 'ports[].protocol: UDP, SCTP',
    instead: 'Only TCP ports are served.',
    isAsked: ({ kind, spec }) =>
      kind === 'Service' &&
      asArray(asObject(spec).ports).some((port) => ['SCTP', 'UDP'].includes(String(asObject(port).protocol))),
  },
  {
    because: 'network',
    name: 'Service.spec.clusterIP',
    instead:
      'The address names the Service, on this machine only; clients use the host port that `SERVICE_HOST` and `SERVICE_PORT` variables give.',
    isAsked: ({ kind }) => kind === 'Service',
    isQuiet: true,
  },
]

const others: Gap[] = [
  {
    because: 'storage',
    name: 'StatefulSet.spec.volumeClaimTemplates',
    instead: 'The set makes no pods and says so in an event.',
    isAsked: ({ kind, spec }) =>
      kind === 'StatefulSet' && asArray(asObject(spec).volumeClaimTemplates).length > 0,
  },
  {
    because: 'autoscaling',
    name: 'HorizontalPodAutoscaler.spec.metrics[].type other than Resource and ContainerResource',
    instead: 'Such a metric is never available, and the autoscaler’s condition says so.',
    isAsked: ({ kind, spec }) =>
      kind === 'HorizontalPodAutoscaler' &&
      asArray(asObject(spec).metrics).some(
        (metric) => !['Resource', 'ContainerResource'].includes(asString(asObject(metric).type)),
      ),
  },
  {
    because: 'network',
    name: 'Ingress.spec.rules[].http.paths[].backend.resource',
    instead: 'The path answers 503, and an event on the Ingress says so.',
    isAsked: ({ kind, spec }) => kind === 'Ingress' && JSON.stringify(spec ?? {}).includes('"resource":'),
  },
  {
    because: 'network',
    name: 'nginx.ingress.kubernetes.io annotations',
    instead:
      'Only `rewrite-target` and `use-regex` work; an event on the Ingress names the others, and paths with lookaround or back references, which lead nowhere.',
    isAsked: ({ kind, metadata }) =>
      kind === 'Ingress' &&
      Object.keys(asObject(asObject(metadata).annotations)).some(
        (name) =>
          name.startsWith('nginx.ingress.kubernetes.io/') && !/\/(rewrite-target|use-regex)$/.test(name),
      ),
  },
]

/** The gaps of kinds without pods. */
export const kindGaps: readonly Gap[] = [...kinds, ...services, ...others]

function wholeKind(kind: string, because: Gap['because'], instead: string): Gap {
  return { because, name: kind, instead, isAsked: (object: JsonObject) => object.kind === kind }
}

function serviceField(field: string, instead: string): Gap {
  return {
    because: 'network',
    name: `Service.spec.${field}`,
    instead,
    isAsked({ kind, spec }) {
      const value = asObject(spec)[field]
      return (
        kind === 'Service' && value !== undefined && asArray(value).length + Number(!Array.isArray(value)) > 0
      )
    },
  }
}
