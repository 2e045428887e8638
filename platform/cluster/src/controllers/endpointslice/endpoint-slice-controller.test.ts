import { expect, test } from 'vitest'
import type { Pod, Service } from '#kubernetes/core/v1'
import type { Live } from '../../machinery/objects.ts'
import { type SteppedCluster, startSteppedCluster } from '../../testing/stepped-cluster.ts'

const labels = { app: 'web' }

function createService(cluster: SteppedCluster, spec: Partial<NonNullable<Service['spec']>> = {}) {
  const ports = [{ name: 'http', port: 80, targetPort: 'http' }]
  cluster.client.create('services', {
    metadata: { name: 'web', namespace: 'dev', labels },
    spec: { selector: labels, ports, ...spec },
  })
}

function createPod(
  cluster: SteppedCluster,
  name: string,
  port: { containerPort: number; name?: string } = { containerPort: 8080, name: 'http' },
): Live<Pod> {
  const containers = [{ name: 'main', image: 'web:1', ports: [port] }]
  return cluster.client.create('pods', { metadata: { name, namespace: 'dev', labels }, spec: { containers } })
}

const slices = (cluster: SteppedCluster) => cluster.client.list('endpointslices', { namespace: 'dev' })
const hostPort = (cluster: SteppedCluster, pod: string) =>
  Number(
    /(\d+)}$/.exec(
      cluster.client.get('pods', 'dev', pod)?.metadata.annotations?.['gitops.example/host-ports'] ?? '',
    )?.[1],
  )

test('publishes each pod with its own host port, one slice per set of ports', async () => {
  await using cluster = startSteppedCluster()
  createService(cluster)
  createPod(cluster, 'a')
  createPod(cluster, 'b')
  await cluster.settle()
  expect(slices(cluster)).toHaveLength(2)
  for (const { metadata, ports, endpoints } of slices(cluster)) {
    expect(metadata.name).toMatch(/^web-/)
    expect(metadata.labels).toMatchObject({
      'kubernetes.io/service-name': 'web',
      'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
    })
    const pod = endpoints[0]?.targetRef?.name ?? ''
    expect(ports).toEqual([{ name: 'http', protocol: 'TCP', port: hostPort(cluster, pod) }])
    expect(endpoints).toEqual([
      expect.objectContaining({
        addresses: ['127.0.0.1'],
        nodeName: 'local',
        conditions: { ready: true, serving: true, terminating: false },
      }),
    ])
  }
})

test('publishes a pod that is not ready as such, and in the same slice when it gets ready', async () => {
  await using cluster = startSteppedCluster()
  cluster.kubelet.decide = () => 'running'
  createService(cluster)
  createPod(cluster, 'a')
  await cluster.settle()
  const [before] = slices(cluster)
  expect(before?.endpoints[0]?.conditions).toEqual({ ready: false, serving: false, terminating: false })
  const pod = cluster.client.get('pods', 'dev', 'a')
  if (pod === undefined) throw new Error('no pod')
  cluster.kubelet.setReady(pod)
  await cluster.settle()
  const [after] = slices(cluster)
  expect(after?.metadata.uid).toBe(before?.metadata.uid)
  expect(after?.endpoints[0]?.conditions).toEqual({ ready: true, serving: true, terminating: false })
})

test('keeps a terminating pod as serving but not ready', async () => {
  await using cluster = startSteppedCluster()
  cluster.kubelet.endsAtOnce = false
  createService(cluster)
  createPod(cluster, 'a')
  await cluster.settle()
  cluster.client.delete('pods', 'dev', 'a')
  await cluster.settle()
  expect(slices(cluster)[0]?.endpoints[0]?.conditions).toEqual({
    ready: false,
    serving: true,
    terminating: true,
  })
})

test('calls every address ready when publishNotReadyAddresses says so', async () => {
  await using cluster = startSteppedCluster()
  cluster.kubelet.decide = () => 'running'
  createService(cluster, { publishNotReadyAddresses: true, clusterIP: 'None' })
  createPod(cluster, 'a')
  await cluster.settle()
  expect(slices(cluster)[0]?.endpoints[0]?.conditions?.ready).toBe(true)
  expect(slices(cluster)[0]?.metadata.labels).toHaveProperty(['service.kubernetes.io/headless'])
})

test('has one empty slice for a Service without pods, and none for one without a selector', async () => {
  await using cluster = startSteppedCluster()
  createService(cluster)
  cluster.client.create('services', {
    metadata: { name: 'external', namespace: 'dev' },
    spec: { ports: [{ port: 80 }] },
  })
  await cluster.settle()
  expect(slices(cluster).map(({ endpoints, ports = [] }) => ({ endpoints, ports }))).toEqual([
    { endpoints: [], ports: [] },
  ])
})

test('warns by name about a port that the pod does not declare', async () => {
  await using cluster = startSteppedCluster()
  createService(cluster, { ports: [{ name: 'admin', port: 9000 }] })
  createPod(cluster, 'a')
  await cluster.settle()
  expect(cluster.eventReasons()).toContain(
    "PortNotDeclared: Port admin leads to container port 9000, which pod a does not declare. Add it to the container's ports.",
  )
})

test('takes the slices away with the Service, and puts a deleted slice back', async () => {
  await using cluster = startSteppedCluster()
  createService(cluster)
  createPod(cluster, 'a')
  await cluster.settle()
  cluster.client.delete('endpointslices', 'dev', slices(cluster)[0]?.metadata.name ?? '')
  await cluster.settle()
  expect(slices(cluster)[0]?.endpoints).toHaveLength(1)
  cluster.client.delete('services', 'dev', 'web')
  await cluster.settle()
  expect(slices(cluster)).toEqual([])
})
