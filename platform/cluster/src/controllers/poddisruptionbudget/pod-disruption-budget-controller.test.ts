import { expect, test } from 'vitest'
import { startSteppedCluster } from '../../testing/stepped-cluster.ts'
import { changeDeployment, webDeployment } from '../../testing/web-deployment.ts'

const cases = [
  { spec: { minAvailable: 2 }, want: { desiredHealthy: 2, currentHealthy: 3, disruptionsAllowed: 1 } },
  { spec: { minAvailable: '100%' }, want: { desiredHealthy: 3, currentHealthy: 3, disruptionsAllowed: 0 } },
  { spec: { minAvailable: '50%' }, want: { desiredHealthy: 2, currentHealthy: 3, disruptionsAllowed: 1 } },
  { spec: { maxUnavailable: 1 }, want: { desiredHealthy: 2, currentHealthy: 3, disruptionsAllowed: 1 } },
  { spec: { maxUnavailable: '50%' }, want: { desiredHealthy: 1, currentHealthy: 3, disruptionsAllowed: 2 } },
]

for (const { spec, want } of cases) {
  test(`${JSON.stringify(spec)} of three ready pods allows ${want.disruptionsAllowed} disruptions`, async () => {
    await using cluster = startSteppedCluster()
    cluster.client.create('deployments', webDeployment())
    cluster.client.create('poddisruptionbudgets', {
      metadata: { name: 'web', namespace: 'dev' },
      spec: { selector: { matchLabels: { app: 'web' } }, ...spec },
    })
    await cluster.settle()
    const { status } = cluster.client.get('poddisruptionbudgets', 'dev', 'web') ?? {}
    expect(status).toMatchObject({ ...want, expectedPods: 3 })
    expect(status?.conditions?.[0]).toMatchObject({
      type: 'DisruptionAllowed',
      status: want.disruptionsAllowed > 0 ? 'True' : 'False',
    })
  })
}

test('expects the pods that a scaled workload asks for, also while they are missing', async () => {
  await using cluster = startSteppedCluster()
  cluster.client.create('deployments', webDeployment())
  cluster.client.create('poddisruptionbudgets', {
    metadata: { name: 'web', namespace: 'dev' },
    spec: { selector: { matchLabels: { app: 'web' } }, maxUnavailable: 1 },
  })
  await cluster.settle()
  cluster.kubelet.decide = () => 'pending'
  changeDeployment(cluster, { replicas: 6 })
  await cluster.settle()
  expect(cluster.client.get('poddisruptionbudgets', 'dev', 'web')?.status).toMatchObject({
    expectedPods: 6,
    desiredHealthy: 5,
    currentHealthy: 3,
    disruptionsAllowed: 0,
  })
})
