import type { KubernetesObject } from '@kubernetes/client-node'
import type { ApplicationStatus } from '../control/platform-status.ts'
import type { ClusterAccess } from './cluster-access.ts'

interface ApplicationSource {
  path?: string
  helm?: { valueFiles?: string[] }
}

/** The fields of an Argo CD Application (argoproj.io/v1alpha1) that are shown to people. */
export interface Application extends KubernetesObject {
  spec?: {
    source?: ApplicationSource
    sources?: ApplicationSource[]
    destination?: { namespace?: string }
    /** What Argo CD shows next to an Application; here, pages that `gitops up` lists. */
    info?: { name: string; value: string }[]
  }
  status?: {
    sync?: { status?: string; revision?: string; revisions?: string[] }
    health?: { status?: string; message?: string }
    summary?: { images?: string[] }
    conditions?: { type?: string; message?: string }[]
    operationState?: { phase?: string; message?: string }
    resources?: { kind?: string; name?: string }[]
  }
}

export function listApplications(cluster: ClusterAccess): Promise<Application[]> {
  return cluster.list<Application>('argoproj.io/v1alpha1', 'Application')
}

export function applicationStatus({ metadata, status = {} }: Application): ApplicationStatus {
  const message = applicationMessage(status)
  return {
    name: metadata?.name ?? '',
    namespace: metadata?.namespace ?? '',
    sync: status.sync?.status ?? 'Unknown',
    health: status.health?.status ?? 'Unknown',
    // That of its chart, where a second source has its release.
    revision: status.sync?.revision ?? status.sync?.revisions?.[0] ?? '',
    images: status.summary?.images ?? [],
    ...(message === undefined ? {} : { message }),
  }
}

/** What is wrong with an Application: why it cannot be rendered, else its last sync, else its health. */
function applicationMessage(status: NonNullable<Application['status']>): string | undefined {
  const error = status.conditions?.find(({ type }) => type?.endsWith('Error'))
  if (error?.message) return error.message
  const { phase, message } = status.operationState ?? {}
  if (phase === 'Failed' || phase === 'Error') return message
  return status.health?.message
}
