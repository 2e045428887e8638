import { type Clock, sleep } from '@gitops-example/kit/clock'
import type { Pod } from 'kubernetes-types/core/v1.js'
import type { ClusterClient } from '../../client.ts'
import type { Live } from '../../objects.ts'
import { references } from '../env/expand.ts'
import { awaitsHostPorts, serviceEnv } from '../env/service-env.ts'
import type { SourceChanges } from './source-changes.ts'

const longestWaitMs = 2000

interface AwaitServicesInput {
  pod: Live<Pod>
  client: Pick<ClusterClient, 'list'>
  changes: SourceChanges
  clock: Clock
  signal: AbortSignal
}

/**
 * The service variables of a pod's namespace. Waits a moment for Services that have no port of this machine yet, and for
 * those whose variables the pod's spec uses: on a rollout of everything at once they come about when the pod does.
 */
export async function awaitServiceEnv(input: AwaitServicesInput): Promise<Record<string, string>> {
  const { pod, client, changes, clock, signal } = input
  if (pod.spec?.enableServiceLinks === false) return {}
  const namespace = pod.metadata.namespace ?? ''
  const wanted = wantedVariables(pod)
  const given = AbortSignal.any([signal, after(clock, longestWaitMs, signal)])
  for (;;) {
    const services = client.list('services', { namespace })
    const env = serviceEnv(services)
    const isComplete = !services.some(awaitsHostPorts) && wanted.every((name) => name in env)
    if (isComplete || given.aborted) return env
    await changes.next(namespace, changes.version, given).catch(() => {})
  }
}

/** Service variables that some value of the spec refers to. */
function wantedVariables({ spec }: Live<Pod>): string[] {
  const containers = [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])]
  return containers.flatMap(({ env = [], command = [], args = [] }) => {
    const own = new Set(env.map(({ name }) => name))
    return [...env.map(({ value = '' }) => value), ...command, ...args]
      .flatMap(references)
      .filter((name) => /_SERVICE_(HOST|PORT)$/.test(name) && !own.has(name))
  })
}

function after(clock: Clock, ms: number, signal: AbortSignal): AbortSignal {
  const over = new AbortController()
  sleep(clock, ms, signal).then(
    () => over.abort(),
    () => {},
  )
  return over.signal
}
