import type { Clock } from '@gitops-example/kit/clock'
import { describeError } from '@gitops-example/kit/errors'
import type { Application } from '../apps/applications.ts'
import type { ClusterAccess } from '../apps/cluster-access.ts'
import { type Connection, ensureAppDatabase } from './app-database.ts'
import { DatabaseSecretNames, databaseInputs } from './database-secret-names.ts'
import type { PostgresAccess } from './postgres-server.ts'

export interface DatabaseProvisionerOptions {
  server: PostgresAccess
  cluster: ClusterAccess
  /** The git host's repository and branch, where charts and values are read. */
  originDir: string
  branch: string
  clock: Clock
  log: (line: string) => void
}

/** An Application that waits for its database does not change by itself. */
const retryMs = 30_000

/**
 * Gives each Application whose values name `database.secretName` a database and that Secret, as External Secrets
 * does on AWS. Git says which apps these are; nothing is registered here.
 */
export function startDatabaseProvisioner(options: DatabaseProvisionerOptions): { stop(): Promise<void> } {
  const { server, cluster, clock, log } = options
  const names = new DatabaseSecretNames(options.originDir, options.branch)
  const provisioned = new Set<string>()
  const provision = async (application: Application) => {
    const name = application.metadata?.name
    const namespace = application.spec?.destination?.namespace
    if (name === undefined || namespace === undefined) return
    const secretName = await names.of(application)
    const key = `${namespace}/${secretName}`
    if (secretName === undefined || provisioned.has(key)) return
    provisioned.add(key)
    try {
      const connection = await ensureAppDatabase(server, name)
      await cluster.apply(secret(namespace, secretName, connection))
    } catch (error) {
      provisioned.delete(key)
      throw error
    }
  }
  const retries = new Map<string | undefined, Disposable>()
  const looked = new Map<string | undefined, string>()
  const running = new Set<Promise<void>>()
  let isStopped = false
  const provisionUntilDone = (application: Application) => {
    const run = provision(application)
      .catch((error) => {
        log(`${application.metadata?.name}: ${describeError(error)}`)
        if (isStopped) return
        retries.set(
          application.metadata?.uid,
          clock.after(retryMs, () => provisionUntilDone(application)),
        )
      })
      .finally(() => running.delete(run))
    running.add(run)
  }
  const watch = cluster.watch<Application>(
    'argoproj.io/v1alpha1',
    'Application',
    ({ object: application, deleted }) => {
      const uid = application.metadata?.uid
      const inputs = deleted ? undefined : databaseInputs(application)
      // Most changes are status writes, several for each sync.
      if (inputs !== undefined && looked.get(uid) === inputs) return
      retries.get(uid)?.[Symbol.dispose]()
      retries.delete(uid)
      if (inputs === undefined) looked.delete(uid)
      else {
        looked.set(uid, inputs)
        provisionUntilDone(application)
      }
    },
    log,
  )
  return {
    async stop() {
      isStopped = true
      await watch.stop()
      for (const retry of retries.values()) retry[Symbol.dispose]()
      await Promise.all(running)
      names[Symbol.dispose]()
    },
  }
}

function secret(namespace: string, name: string, connection: Connection) {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace, labels: { 'app.kubernetes.io/managed-by': 'gitops' } },
    type: 'Opaque',
    stringData: connection,
  }
}
