import type { SupervisedRun } from '@gitops-example/kit/supervision/supervisor'
import type { KubeObject } from '@gitops-example/kube-client/kube-object'
import { type Sync, type SyncOptions, startSync } from '@gitops-example/sync/start-sync'
import type { ClusterAccess } from '../apps/cluster-access.ts'

/** What sync makes at its start, and cannot work without. */
const definitions = new Set(['applications.argoproj.io', 'appprojects.argoproj.io'])

export type RunningSync = Pick<Sync, 'refChanged'> & SupervisedRun

/** Sync as a run: it ends when somebody deletes the definition of what it reads, which its next start makes again. */
export async function runSync(
  options: SyncOptions,
  access: Pick<ClusterAccess, 'watch'>,
): Promise<RunningSync> {
  const sync = await startSync(options)
  const { promise: ended, resolve: end } = Promise.withResolvers<string>()
  const watch = access.watch<KubeObject>(
    'apiextensions.k8s.io/v1',
    'CustomResourceDefinition',
    ({ object: { metadata }, deleted }) => {
      if (deleted && definitions.has(metadata.name))
        end(`CustomResourceDefinition ${metadata.name} was deleted`)
    },
    options.log,
  )
  return {
    refChanged: (...args) => sync.refChanged(...args),
    ended,
    async stop() {
      await Promise.all([watch.stop(), sync.stop()])
      end('stopped')
    },
  }
}
