import type { Clock } from '@gitops-example/kit/clock'
import { describeError } from '@gitops-example/kit/errors'
import { gitIn } from '@gitops-example/kit/git/git'
import { textField } from '@gitops-example/kit/json/fields'
import { readYaml, YamlFault } from '@gitops-example/kit/yaml/read-yaml'
import type { Application } from '../apps/applications.ts'
import type { ClusterAccess } from '../apps/cluster-access.ts'
import { type Connection, ensureAppDatabase } from './app-database.ts'
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
  const provisioned = new Set<string>()
  const provision = async (application: Application) => {
    const name = application.metadata?.name
    const namespace = application.spec?.destination?.namespace
    if (name === undefined || namespace === undefined) return
    const secretName = await databaseSecretName(options, application)
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
      retries.get(application.metadata?.uid)?.[Symbol.dispose]()
      retries.delete(application.metadata?.uid)
      if (!deleted) provisionUntilDone(application)
    },
    log,
  )
  return {
    async stop() {
      isStopped = true
      await watch.stop()
      for (const retry of retries.values()) retry[Symbol.dispose]()
      await Promise.all(running)
    },
  }
}

/** The chart's own `database.secretName`, unless a values file of the Application sets another. */
async function databaseSecretName(
  options: DatabaseProvisionerOptions,
  application: Application,
): Promise<string | undefined> {
  const { source, sources = [source] } = application.spec ?? {}
  const { path, helm } = sources.find((one) => one?.path !== undefined) ?? {}
  if (path === undefined) return undefined
  // A file of another source ($ref/...) has what runs, not what it needs.
  const own = (helm?.valueFiles ?? []).filter((file) => !file.startsWith('$'))
  const files = [`${path}/values.yaml`, ...own.map((file) => file.replace(/^\//, ''))]
  let secretName: string | undefined
  for (const file of files) {
    const shown = await gitIn(options.originDir).try(['show', `${options.branch}:${file}`])
    if (shown.exitCode !== 0) continue
    secretName = secretNameIn(shown.stdout) ?? secretName
  }
  return secretName
}

function secretNameIn(values: string): string | undefined {
  try {
    const [document] = readYaml(values, { merge: true })
    return textField(document?.value, 'database', 'secretName')
  } catch (error) {
    if (error instanceof YamlFault) return undefined // the Application that is rendered with it says so
    throw error
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
