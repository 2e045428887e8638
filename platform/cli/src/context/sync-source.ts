import { GitopsError } from '@gitops-example/kit/errors'
import { listApplications } from '@gitops-example/local/apps/applications'
import { clusterAccess } from '@gitops-example/local/apps/cluster-access'
import type { PlatformStatus } from '@gitops-example/local/control/platform-status'
import { runningPlatform } from '@gitops-example/local/control/running-platform'
import { type ArgoApplication, readApplication } from '@gitops-example/release/argo-cd/argo-application'
import { argoCdAt } from '@gitops-example/release/argo-cd/argo-cd'
import type { Io } from '../io.ts'
import { UsageError } from '../usage-error.ts'

/** What sync says of the apps of an environment, and how it was asked. */
export interface SyncSource {
  /** `cluster`: over the Kubernetes API. `argo-cd`: over Argo CD's. */
  kind: 'cluster' | 'argo-cd'
  /** A path of a kubeconfig, or a web address. */
  where: string
  /** By app; one without an Application is not there. */
  applications: Map<string, ArgoApplication>
}

/**
 * Asks the cluster of `kubeconfig`, else the platform that runs here for that environment, else the Argo CD that
 * ARGOCD_SERVER names. Undefined where there is none of them; a server that is named and does not answer is an error.
 */
export async function syncSource(
  io: Io,
  environment: string,
  apps: readonly string[],
  kubeconfig: string | undefined,
): Promise<SyncSource | undefined> {
  const path = kubeconfig ?? (await platformHere(io, environment))?.kubeconfig
  if (path !== undefined) return { kind: 'cluster', where: path, applications: await fromCluster(path, apps) }
  return await argoCdSource(io, apps)
}

/** The Argo CD that ARGOCD_SERVER names; undefined where the variable is not set. */
export async function argoCdSource(io: Io, apps: readonly string[]): Promise<SyncSource | undefined> {
  const { ARGOCD_SERVER: server, ARGOCD_AUTH_TOKEN: token } = io.env
  if (!server && !token) return undefined
  if (!server || !token)
    throw new UsageError('Set both ARGOCD_SERVER and ARGOCD_AUTH_TOKEN, or neither of them.')
  const argoCd = argoCdAt(server, token)
  const applications = new Map<string, ArgoApplication>()
  for (const app of apps) {
    const application = await argoCd.application(app)
    if (application !== undefined) applications.set(app, application)
  }
  return { kind: 'argo-cd', where: server, applications }
}

/** The platform that runs here, if it runs this environment. */
export async function platformHere(io: Io, environment: string): Promise<PlatformStatus | undefined> {
  try {
    const status = await runningPlatform(io.root).status(io.signal)
    return status.environment === environment ? status : undefined
  } catch (error) {
    if (error instanceof GitopsError && error.code === 'not-running') return undefined
    throw error
  }
}

async function fromCluster(path: string, apps: readonly string[]): Promise<Map<string, ArgoApplication>> {
  const cluster = await clusterAccess(path)
  try {
    const applications = new Map<string, ArgoApplication>()
    for (const object of await listApplications(cluster)) {
      const name = object.metadata?.name ?? ''
      if (!apps.includes(name)) continue
      if (applications.has(name)) {
        throw new GitopsError(
          'application-ambiguous',
          `The cluster of ${path} has several Applications named ${name}.`,
          { hint: 'Ask the Argo CD of one environment instead, by ARGOCD_SERVER and ARGOCD_AUTH_TOKEN.' },
        )
      }
      applications.set(name, readApplication(object))
    }
    return applications
  } finally {
    cluster.close()
  }
}
