import { expect, test } from 'vitest'
import type { Deployment } from '#kubernetes/apps/v1'
import { startControllers } from '../src/controllers/controllers.ts'
import { constantLoad } from '../src/proxy/testing/constant-load.ts'
import { ProcessKubelet } from '../src/proxy/testing/process-kubelet.ts'
import { pathTo, startTestNetwork, type TestNetwork } from '../src/testing/test-network.ts'

const host = 'web.localhost'
const labels = { app: 'web' }

test('loses no request in 20 rolling updates under load, by service port and by ingress', async () => {
  await using net = await startTestNetwork()
  await using _kubelet = new ProcessKubelet(net.client, 30)
  await using stack = new AsyncDisposableStack()
  const controllers = startControllers({ ...net.context, allObjects: net.allObjects })
  stack.defer(() => controllers.stop())
  net.createService('web', { selector: labels, ports: [{ name: 'http', port: 80, targetPort: 'http' }] })
  net.createIngress('web', { rules: [{ host, http: { paths: [pathTo('web')] } }] })
  net.client.create('deployments', deployment('web:0'))
  await rolledOut(net)

  const loads = [constantLoad(await net.hostPort('web')), constantLoad(net.network.ingressPort, { host })]
  for (let version = 1; version <= 20; version++) {
    const live = net.client.get('deployments', 'dev', 'web')
    if (live?.spec === undefined) throw new Error('the Deployment is gone')
    net.client.update('deployments', {
      ...live,
      spec: { ...live.spec, ...deployment(`web:${version}`).spec },
    })
    await rolledOut(net)
  }
  for (const load of loads) {
    const { answered, failures, names } = await load.stop()
    expect(failures).toEqual([])
    expect(answered).toBeGreaterThan(200)
    // Each version has answered: the load did follow.
    expect(names.size).toBeGreaterThanOrEqual(20)
  }
})

function deployment(image: string): Deployment {
  return {
    metadata: { name: 'web', namespace: 'dev' },
    spec: {
      replicas: 2,
      selector: { matchLabels: labels },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'main', image, ports: [{ containerPort: 8080, name: 'http' }] }] },
      },
    },
  }
}

/** Resolves when the newest version alone is there: its pods ready, the others gone. */
function rolledOut({ client }: TestNetwork): Promise<void> {
  return new Promise((resolve) => {
    const watch = client.watch('deployments', ({ object: { metadata, spec, status } }) => {
      if (
        status?.observedGeneration === metadata.generation &&
        status?.updatedReplicas === spec?.replicas &&
        status?.readyReplicas === spec?.replicas &&
        status?.replicas === spec?.replicas
      ) {
        watch[Symbol.dispose]()
        resolve()
      }
    })
  })
}
