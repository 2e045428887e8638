import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@gitops-example/kit/clock'
import { Events } from '@gitops-example/kit/events'
import { field, listField, textField } from '@gitops-example/kit/json/fields'
import { findProgram } from '@gitops-example/kit/testing/programs'
import type { KubeObject } from '@gitops-example/kube-client/kube-object'
import { vi } from 'vitest'
import { type Sync, startSync } from '../../src/start-sync.ts'
import type { SyncEvents } from '../../src/sync-events.ts'
import { createGitFixture } from './git-fixture.ts'
import { startTestCluster, type TestClusterOptions } from './test-cluster.ts'

export interface SyncFixtureOptions extends TestClusterOptions {
  /** When helm is there; at once by default. */
  helmPath?: Promise<string>
}

/** Sync on a cluster and a repository of its own. */
export async function startSyncFixture({
  helmPath = Promise.resolve(findProgram('helm') ?? 'helm'),
  ...clusterOptions
}: SyncFixtureOptions = {}) {
  const dir = mkdtempSync(join(tmpdir(), 'gitops-sync-'))
  const cluster = await startTestCluster(clusterOptions)
  const repository = await createGitFixture(join(dir, 'repository'))
  const kubeconfigPath = join(dir, 'kubeconfig')
  writeFileSync(
    kubeconfigPath,
    JSON.stringify({
      'current-context': 'test',
      contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
      clusters: [{ name: 'test', cluster: { server: cluster.url } }],
      users: [{ name: 'test', user: { token: cluster.token } }],
    }),
  )
  const lines: string[] = []
  const seen: string[] = []
  const events = new Events<SyncEvents>()
  events.onAny((name, payload) => {
    const application = textField(payload, 'application')
    const health =
      name === 'application.health' ? ` ${textField(payload, 'sync')} ${textField(payload, 'health')}` : ''
    seen.push(`${application} ${name}${health}`)
  })
  const start = () =>
    startSync({
      kubeconfigPath,
      helmPath,
      repositories: [{ url: repository.dir, gitDir: repository.gitDir }],
      workDir: join(dir, 'work'),
      clock: systemClock,
      events,
      log: (line) => lines.push(line),
    })
  await cluster.create('namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'argocd' } })
  let sync: Sync = await start()
  const application = (name: string) => cluster.get('applications', 'argocd', name)
  return {
    cluster,
    repository,
    events,
    /** Every event as `APPLICATION NAME`, health with its codes. */
    seen,
    /** What sync logged. */
    lines,
    application,
    /** Commits and reports it to sync; returns the commit and whom it concerns. */
    async push(files: Parameters<typeof repository.commit>[0]) {
      const revision = await repository.commit(files)
      return { revision, concerned: await sync.refChanged(repository.dir, 'refs/heads/master', revision) }
    },
    /** Reports to sync that a branch has moved; returns whom that concerns. */
    moved: (branch: string, revision: string) =>
      sync.refChanged(repository.dir, `refs/heads/${branch}`, revision),
    /** Runs git in the repository and reports what the ref is afterwards; returns whom that concerns. */
    async refMoved(ref: string, ...command: string[]) {
      await repository.git.run(command)
      const { exitCode, stdout } = await repository.git.try(['rev-parse', '--verify', '--quiet', ref])
      return await sync.refChanged(repository.dir, ref, exitCode === 0 ? stdout.trim() : undefined)
    },
    /** Makes an Application that reads `path`. */
    async create(
      name: string,
      path: string,
      spec: Record<string, unknown> = {},
      annotations: Record<string, string> = {},
    ) {
      return await cluster.create('applications', {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Application',
        metadata: { name, namespace: 'argocd', annotations },
        spec: {
          project: 'default',
          source: { repoURL: repository.dir, targetRevision: 'master', path },
          destination: { server: 'https://kubernetes.default.svc', namespace: name },
          syncPolicy: {
            automated: { prune: true, selfHeal: true },
            syncOptions: ['CreateNamespace=true'],
          },
          ...spec,
        },
      })
    },
    /** Waits until the Application's status is as given: `Synced Healthy`. */
    async until(name: string, want: string) {
      await vi.waitFor(
        () => {
          const status = application(name)?.status
          const have = `${textField(status, 'sync', 'status')} ${textField(status, 'health', 'status')}`
          if (have !== want)
            throw new Error(`${name} is ${have}: ${JSON.stringify(status)}\n${lines.join('\n')}`)
        },
        { timeout: 60_000, interval: 10 },
      )
    },
    async untilRevision(name: string, revision: string) {
      await this.untilTrue(
        `${name} at ${revision}`,
        () => textField(application(name), 'status', 'sync', 'revision') === revision,
      )
    },
    /** Waits for a condition whose message contains this text. */
    async untilCondition(name: string, type: string, message: string) {
      const conditions = () => listField(application(name), 'status', 'conditions')
      await this.untilTrue(`${type}: ${message}`, () =>
        conditions().some(
          (one) => textField(one, 'type') === type && (textField(one, 'message') ?? '').includes(message),
        ),
      )
    },
    async untilTrue(what: string, isTrue: () => boolean) {
      await vi.waitFor(
        () => {
          if (!isTrue())
            throw new Error(
              `not yet: ${what}\n${lines.join('\n')}\n${seen.join('\n')}\n${JSON.stringify(cluster.all('applications').map((one) => one.status))}`,
            )
        },
        { timeout: 60_000, interval: 10 },
      )
    },
    /** Ends sync and starts it again on the same cluster. */
    async restart() {
      await sync.stop()
      sync = await start()
    },
    async [Symbol.asyncDispose]() {
      await sync.stop()
      await cluster.stop()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

export type SyncFixture = Awaited<ReturnType<typeof startSyncFixture>>

export function configMap(
  name: string,
  data: Record<string, string>,
  annotations: Record<string, string> = {},
): string {
  return `${JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, annotations }, data })}\n`
}

export function dataOf(object: KubeObject | undefined): unknown {
  return field(object, 'data')
}
