import type { Clock } from '@gitops-example/kit/clock'
import type { Pod } from '#kubernetes/core/v1'
import type { ClusterClient } from '../../client/cluster-client.ts'
import type { Live } from '../../machinery/objects.ts'
import { GracePeriod } from '../container/grace-period.ts'
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
  /** Whether to wait at all. */
  isPatient: boolean
}

export interface ServiceEnv {
  env: Record<string, string>
  /** Names of Services that have no port of this machine. */
  unreachable: string[]
}

/**
 * The service variables of a pod's namespace. Waits a moment for Services that have no port of this machine yet, and for
 * those whose variables the pod's spec uses: on a rollout of everything at once they come about when the pod does.
 */
export async function awaitServiceEnv(input: AwaitServicesInput): Promise<ServiceEnv> {
  const { pod, client, changes, clock, signal, isPatient } = input
  if (pod.spec?.enableServiceLinks === false) return { env: {}, unreachable: [] }
  const namespace = pod.metadata.namespace ?? ''
  const wanted = wantedVariables(pod)
  using limit = new GracePeriod(clock, isPatient ? longestWaitMs : 0)
  const given = AbortSignal.any([signal, limit.over])
  for (;;) {
    const services = client.list('services', { namespace })
    const env = serviceEnv(services)
    const unreachable = services.filter(awaitsHostPorts).map(({ metadata }) => metadata.name)
    const isComplete = unreachable.length === 0 && wanted.every((name) => name in env)
    if (isComplete || given.aborted) return { env, unreachable }
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
