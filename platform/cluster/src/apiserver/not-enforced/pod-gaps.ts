import { asArray, asObject, type JsonObject } from '../../machinery/json/json.ts'
import type { Gap } from './gap.ts'

/** What is asked of one pod, whichever kind its template is in. */
type PodGap = Omit<Gap, 'isAsked'> & { isAsked(spec: JsonObject): boolean }

const isolation: PodGap[] = [
  containerField(
    'readOnlyRootFilesystem',
    'A container sees the file system of the machine, with the rights of its user.',
  ),
  containerField('capabilities', 'A process has the capabilities of its user.'),
  {
    because: 'isolation',
    name: 'securityContext.allowPrivilegeEscalation: false',
    instead: 'A set-user-ID program works as on the machine.',
    isAsked: (spec) =>
      someContainer(
        spec,
        ({ securityContext }) => asObject(securityContext).allowPrivilegeEscalation === false,
      ),
  },
  containerField('privileged', 'A container gets no more rights than its user has.'),
  containerField('procMount', 'A container sees the processes of the machine.'),
  anyContext('seccompProfile', 'System calls are not filtered.'),
  anyContext('appArmorProfile', 'No AppArmor profile is loaded.'),
  anyContext('seLinuxOptions', 'Processes keep the SELinux context of the platform.'),
  podContext('sysctls', 'Kernel parameters stay the machine’s.'),
  podContext(
    'supplementalGroups',
    'Processes are in the group of their user only; `fsGroup` is the group of their volumes.',
  ),
  {
    ...anyContext(
      'runAsUser, runAsGroup, fsGroup',
      'As root, each pod has ids of its own on the machine for those that it names, root included: `id` shows others.',
    ),
    isAsked: hasUser,
    isQuiet: true,
  },
  podField('hostPID', 'Every container sees the processes of the machine in any case.'),
  podField('hostIPC', 'Every container shares the IPC of the machine in any case.'),
  podField('shareProcessNamespace', 'Every container sees the processes of the machine in any case.'),
  {
    because: 'isolation',
    name: 'hostUsers: false',
    instead: 'There are no user namespaces; as root, each pod has ids of its own in any case.',
    isAsked: ({ hostUsers }) => hostUsers === false,
  },
  podField('runtimeClassName', 'Every container is a plain process.'),
  podContext('supplementalGroupsPolicy', 'Processes are in the group of their user only.'),
  podContext('seLinuxChangePolicy', 'No volume is relabeled.'),
  podField('resources', 'Only the limits and requests of containers count.'),
  {
    because: 'isolation',
    name: 'containers[].restartPolicy, restartPolicyRules',
    instead: 'A container starts again by the `restartPolicy` of its pod.',
    isAsked: ({ containers, initContainers }) =>
      asArray(containers).some((container) => isSet(asObject(container).restartPolicy)) ||
      [...asArray(containers), ...asArray(initContainers)].some((container) =>
        isSet(asObject(container).restartPolicyRules),
      ),
  },
  {
    because: 'isolation',
    name: 'resources.limits.cpu',
    instead: 'A process takes what CPU time the machine has; the memory limit is enforced.',
    isAsked: (spec) =>
      someContainer(spec, ({ resources }) => asObject(asObject(resources).limits).cpu !== undefined),
  },
  {
    because: 'isolation',
    name: 'tty',
    instead: 'There are no terminals: standard input and output are pipes, for `attach` and `exec` too.',
    isAsked: (spec) => someContainer(spec, ({ tty }) => tty === true),
  },
]

const files: PodGap[] = [
  {
    because: 'isolation',
    name: 'emptyDir.sizeLimit, emptyDir.medium: Memory',
    instead: 'An emptyDir is a directory on disk, as large as the disk allows.',
    isAsked: (spec) =>
      asArray(spec.volumes).some((volume) => {
        const { sizeLimit, medium } = asObject(asObject(volume).emptyDir)
        return isSet(sizeLimit) || isSet(medium)
      }),
  },
  {
    because: 'isolation',
    name: 'volumeMounts[].readOnly, mountPropagation',
    instead: 'A mount is a symbolic link: the modes of the files decide who may write.',
    isAsked: (spec) =>
      someContainer(spec, ({ volumeMounts }) =>
        asArray(volumeMounts).some((mount) => {
          const { readOnly, mountPropagation } = asObject(mount)
          return isSet(readOnly) || isSet(mountPropagation)
        }),
      ),
    isQuiet: true,
  },
  {
    because: 'isolation',
    name: 'env[].valueFrom.fileKeyRef',
    instead: 'The variable is not set.',
    isAsked: (spec) =>
      someContainer(spec, ({ env }) =>
        asArray(env).some((variable) => isSet(asObject(asObject(variable).valueFrom).fileKeyRef)),
      ),
  },
  podField('ephemeralContainers', 'A pod gets no containers after its start; use `exec`.'),
]

const placement: PodGap[] = [
  podField('affinity', 'Every pod runs on the one node.', 'placement'),
  podField('topologySpreadConstraints', 'Every pod runs on the one node.', 'placement'),
  podField('priorityClassName', 'No pod is preempted for another.', 'placement'),
]

const network: PodGap[] = [
  podField('hostAliases', 'Names are resolved as on the machine.', 'network'),
  podField('dnsConfig', 'Names are resolved as on the machine.', 'network'),
  podField(
    'hostname',
    'Only the variable `HOSTNAME` has it; the system call returns the machine’s name.',
    'network',
  ),
  podField('hostnameOverride', 'Pods have the host name of the machine.', 'network'),
  podField('subdomain', 'There is no DNS for pods.', 'network'),
]

const access: PodGap[] = [
  podField('imagePullSecrets', 'Images come from the layouts on disk.', 'access'),
  {
    because: 'access',
    name: 'automountServiceAccountToken',
    instead: 'No token is mounted; a pod that talks to the API needs a kubeconfig.',
    isAsked: ({ automountServiceAccountToken }) => automountServiceAccountToken !== false,
    isQuiet: true,
  },
]

/** The gaps of every kind that has pods. */
export const podGaps: readonly Gap[] = [...isolation, ...files, ...placement, ...network, ...access].map(
  (gap) => ({
    ...gap,
    isAsked: (object) => {
      const spec = podSpec(object)
      return spec !== undefined && gap.isAsked(spec)
    },
  }),
)

function podSpec({ kind, spec }: JsonObject): JsonObject | undefined {
  switch (kind) {
    case 'Pod':
      return asObject(spec)
    case 'CronJob':
      return templateSpec(asObject(asObject(spec).jobTemplate).spec)
    case 'Deployment':
    case 'Job':
    case 'ReplicaSet':
    case 'StatefulSet':
      return templateSpec(spec)
    default:
      return undefined
  }
}

function templateSpec(spec: unknown): JsonObject {
  return asObject(asObject(asObject(spec).template).spec)
}

function podField(name: string, instead: string, because: Gap['because'] = 'isolation'): PodGap {
  return { because, name, instead, isAsked: (spec) => isSet(spec[name]) }
}

function podContext(name: string, instead: string): PodGap {
  const isAsked = (spec: JsonObject) => isSet(asObject(spec.securityContext)[name])
  return { because: 'isolation', name: `securityContext.${name}`, instead, isAsked }
}

function containerField(name: string, instead: string): PodGap {
  const isAsked = (spec: JsonObject) =>
    someContainer(spec, ({ securityContext }) => isSet(asObject(securityContext)[name]))
  return { because: 'isolation', name: `securityContext.${name}`, instead, isAsked }
}

function anyContext(name: string, instead: string): PodGap {
  const [pod, container] = [podContext(name, instead), containerField(name, instead)]
  return { ...pod, isAsked: (spec) => pod.isAsked(spec) || container.isAsked(spec) }
}

function hasUser(spec: JsonObject): boolean {
  return ['runAsUser', 'runAsGroup', 'fsGroup'].some((name) => anyContext(name, '').isAsked(spec))
}

function someContainer(spec: JsonObject, isAsked: (container: JsonObject) => boolean): boolean {
  return [...asArray(spec.containers), ...asArray(spec.initContainers)].some((item) =>
    isAsked(asObject(item)),
  )
}

function isSet(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0
  return value !== undefined && value !== null && value !== false && value !== ''
}
