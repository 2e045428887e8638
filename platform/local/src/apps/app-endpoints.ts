import type { V1Ingress, V1Service } from '@kubernetes/client-node'
import type { ClusterAccess, WatchedChange } from './cluster-access.ts'
import type { AppEndpoint } from './first-request.ts'

export interface AppEndpoints {
  /** Where the app's first ingress rule answers; undefined for an app that only other apps reach. */
  of(app: string): AppEndpoint | undefined
  /** Every address of every app: by its ingress host, and by the port of its Service on 127.0.0.1. */
  urls(): { app: string; url: string }[]
  stop(): Promise<void>
}

/** The annotation in which the network part says on which ports of 127.0.0.1 a Service answers. */
const hostPorts = 'gitops.example/host-ports'

/** Follows Ingresses and Services; an app's objects bear its name, as its Application does. */
export function followAppEndpoints(
  cluster: ClusterAccess,
  ingressPort: number,
  log: (line: string) => void,
): AppEndpoints {
  const ingresses = new Map<string, V1Ingress>()
  const services = new Map<string, V1Service>()
  const keep =
    <T extends V1Ingress | V1Service>(known: Map<string, T>) =>
    ({ object, deleted }: WatchedChange<T>) => {
      const key = `${object.metadata?.namespace}/${object.metadata?.name}`
      if (deleted) known.delete(key)
      else known.set(key, object)
    }
  const watches = [
    cluster.watch<V1Ingress>('networking.k8s.io/v1', 'Ingress', keep(ingresses), log),
    cluster.watch<V1Service>('v1', 'Service', keep(services), log),
  ]
  const byName = <T extends V1Ingress | V1Service>(known: Map<string, T>, app: string) =>
    [...known.values()].find(({ metadata }) => metadata?.name === app)

  return {
    of(app) {
      const rule = byName(ingresses, app)?.spec?.rules?.[0]
      if (rule?.host === undefined) return undefined
      return { port: ingressPort, host: rule.host, path: rule.http?.paths[0]?.path ?? '/' }
    },
    urls: () =>
      [...ingresses.values()].flatMap((ingress) => {
        const app = ingress.metadata?.name ?? ''
        const byHost = (ingress.spec?.rules ?? []).flatMap(({ host }) =>
          host === undefined ? [] : [`http://${host}:${ingressPort}/`],
        )
        const byPort = servicePorts(byName(services, app)).map((port) => `http://127.0.0.1:${port}/`)
        return [...byHost, ...byPort].map((url) => ({ app, url }))
      }),
    async stop() {
      await Promise.all(watches.map((watch) => watch.stop()))
    },
  }
}

function servicePorts(service: V1Service | undefined): number[] {
  const text = service?.metadata?.annotations?.[hostPorts]
  return text === undefined ? [] : Object.values(JSON.parse(text) as Record<string, number>)
}
