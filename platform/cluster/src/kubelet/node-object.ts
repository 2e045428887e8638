import { arch, availableParallelism, hostname, release, totalmem } from 'node:os'
import type { Node } from '#kubernetes/core/v1'
import type { ClusterClient } from '../client/cluster-client.ts'
import { kubernetesVersion } from '../machinery/kubernetes-version.ts'
import type { Live } from '../machinery/objects.ts'
import { podAddress } from './pod-address.ts'

/** Far more than a machine will run; pods are ordinary processes. */
const mostPods = '1000'

const leaseNamespace = 'kube-node-lease'

/** Writes the Node object; one that is there keeps its labels and whether it is cordoned. */
export function registerNode(client: ClusterClient, name: string, now: string): void {
  const live = client.get('nodes', '', name)
  const labels = {
    'kubernetes.io/hostname': name,
    'kubernetes.io/os': process.platform,
    'kubernetes.io/arch': architecture(),
    'node-role.kubernetes.io/control-plane': '',
  }
  const node =
    live ?? client.create('nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name, labels }, spec: {} })
  client.updateStatus('nodes', { ...node, status: nodeStatus(name, now) })
  holdLease(client, node, now)
}

/** What `kubectl describe node` looks for. Never renewed: nobody here waits for a node that shares the API's process. */
function holdLease(
  client: ClusterClient,
  { apiVersion, kind, metadata: { name, uid } }: Live<Node>,
  now: string,
) {
  if (client.get('leases', leaseNamespace, name) !== undefined) return
  client.create('leases', {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name, namespace: leaseNamespace, ownerReferences: [{ apiVersion, kind, name, uid }] },
    spec: { holderIdentity: name, leaseDurationSeconds: 40, renewTime: now.replace('Z', '.000000Z') },
  })
}

function nodeStatus(name: string, now: string): NonNullable<Node['status']> {
  const resources = {
    cpu: String(availableParallelism()),
    memory: `${Math.floor(totalmem() / 1024)}Ki`,
    pods: mostPods,
  }
  const condition = (type: string, status: string, reason: string, message: string) => ({
    type,
    status,
    reason,
    message,
    lastHeartbeatTime: now,
    lastTransitionTime: now,
  })
  return {
    capacity: resources,
    allocatable: resources,
    addresses: [
      { type: 'InternalIP', address: podAddress },
      { type: 'Hostname', address: name },
    ],
    conditions: [
      condition(
        'MemoryPressure',
        'False',
        'KubeletHasSufficientMemory',
        'kubelet has sufficient memory available',
      ),
      condition('DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
      condition('PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'),
      condition('Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'),
    ],
    nodeInfo: {
      architecture: architecture(),
      bootID: '',
      containerRuntimeVersion: `process://${process.versions.node}`,
      kernelVersion: release(),
      kubeProxyVersion: '',
      kubeletVersion: `v${kubernetesVersion}`,
      machineID: hostname(),
      operatingSystem: process.platform,
      osImage: `${process.platform} (processes of this machine)`,
      systemUUID: '',
    },
  }
}

function architecture(): string {
  return arch() === 'x64' ? 'amd64' : arch()
}
