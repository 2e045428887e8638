import { mkdirSync, rmSync } from 'node:fs'
import { Repositories } from '@gitops-example/applications/git/repositories'
import { instanceName } from '@gitops-example/applications/parse/application'
import { Renderer } from '@gitops-example/applications/render/renderer'
import type { Clock } from '@gitops-example/kit/clock'
import { describeError } from '@gitops-example/kit/errors'
import type { Events } from '@gitops-example/kit/events'
import { limited } from '@gitops-example/kit/limited'
import { openKubernetesClient } from '@gitops-example/kube-client/open-kubernetes-client'
import { ApplicationController } from './controller/application-controller.ts'
import { ClusterFactsReader } from './controller/cluster-facts.ts'
import type { SyncContext } from './controller/sync-context.ts'
import { readPush } from './controller/target.ts'
import { installCrds } from './crds/install-crds.ts'
import { LogTails } from './health/log-tails.ts'
import { releaseHooks } from './live/hook-finalizer.ts'
import { LiveObjects } from './live/live-objects.ts'
import { Projects } from './project/projects.ts'
import type { SyncEvents } from './sync-events.ts'

/** More at once are no faster, and what each has in memory lives longer. */
const parallelSyncs = 16

export interface SyncOptions {
  kubeconfigPath: string
  /** Where the program is once it is installed; nothing waits for it but rendering charts. */
  helmPath: Promise<string>
  /** Git directories on this machine, by the addresses that Applications give. */
  repositories: readonly { url: string; gitDir: string }[]
  /** For charts and values files that helm reads; what is in it is removed. */
  workDir: string
  clock: Clock
  events: Events<SyncEvents>
  log: (line: string) => void
}

export interface Sync {
  /**
   * A ref of a repository (`refs/heads/master`, `refs/tags/v1`) has moved or come, or has gone where `revision` is
   * undefined. Resolves with the names of the Applications that read something that changed, once that is known; they are
   * synced by themselves.
   */
  refChanged(url: string, ref: string, revision: string | undefined): Promise<string[]>
  /** Ends every watch, timer and process; resources stay as they are. */
  stop(): Promise<void>
}

/** Keeps a cluster as the Applications in it want, over its HTTP API alone; resolves when it watches them. */
export async function startSync(options: SyncOptions): Promise<Sync> {
  const { clock, events, log, workDir } = options
  await using stack = new AsyncDisposableStack()
  const stopped = new AbortController()
  rmSync(workDir, { recursive: true, force: true })
  mkdirSync(workDir, { recursive: true })
  const client = await openKubernetesClient(options.kubeconfigPath)
  stack.defer(() => client.close())
  const { api } = client
  const { types } = api
  await installCrds(api, clock, stopped.signal)

  const repositories = new Repositories(options.repositories)
  stack.defer(() => repositories.close())
  const controllers = new Map<string, ApplicationController>()
  const live = new LiveObjects({
    api,
    clock,
    log,
    onApplicationChange: (instance) => controllers.get(instance)?.wake(),
  })
  stack.defer(() => live.stop())
  const facts = new ClusterFactsReader(api)
  live.onKind('apiextensions.k8s.io', 'CustomResourceDefinition', (_before, now) => {
    if (now === undefined || !facts.knows(now)) facts.forget()
  })
  live.onKind('argoproj.io', 'AppProject', () => {
    for (const controller of controllers.values()) controller.wake()
  })
  const applicationType = await types.of('argoproj.io/v1alpha1', 'Application')
  const context: SyncContext = {
    api,
    applicationType,
    repositories,
    renderer: new Renderer({ helmPath: options.helmPath, workDir, clock, signal: stopped.signal }),
    live,
    projects: new Projects(live),
    logs: new LogTails(api),
    clock,
    signal: stopped.signal,
    events,
    log,
    clusterFacts: () => facts.read(),
    inTurn: limited(parallelSyncs),
    isApplication: (instance) => controllers.has(instance),
  }
  const stopping = new Set<Promise<void>>()
  live.onKind('argoproj.io', 'Application', (_before, now) => {
    const object = now ?? _before
    if (object === undefined) return
    const instance = instanceName({ name: object.metadata.name, namespace: object.metadata.namespace ?? '' })
    const known = controllers.get(instance)
    if (now !== undefined && known === undefined)
      controllers.set(instance, new ApplicationController(context, now))
    else if (now !== undefined) known?.update(now)
    else if (known !== undefined) {
      controllers.delete(instance)
      const ending = known
        .stop()
        .then(() => releaseHooks(instance, api, live))
        .catch((error: unknown) => log(`${instance}: ${describeError(error)}`))
        .finally(() => stopping.delete(ending))
      stopping.add(ending)
      events.emit('application.gone', { application: object.metadata.name, at: clock.now() })
    }
  })
  // Together: a controller may wait for a watch that will never begin.
  stack.defer(async () => {
    await Promise.allSettled([
      live.stop(),
      ...stopping,
      ...[...controllers.values()].map((one) => one.stop()),
    ])
  })
  stack.defer(() => {
    stopped.abort()
    client.close()
  })
  await Promise.all([
    live.watch(await types.of('argoproj.io/v1alpha1', 'AppProject')),
    live.watch(await types.of('apiextensions.k8s.io/v1', 'CustomResourceDefinition')),
  ])
  await live.watch(applicationType)
  const running = stack.move()
  return {
    async refChanged(url, ref, revision) {
      const push = await readPush(repositories, url, ref, revision)
      if (push === undefined) return []
      const names = await Promise.all(
        [...controllers].map(async ([name, controller]) => {
          try {
            return (await controller.pushed(push)) ? [name] : []
          } catch (error) {
            log(`${name}: ${describeError(error)}`)
            return []
          }
        }),
      )
      return names.flat().sort()
    },
    stop: () => running.disposeAsync(),
  }
}
