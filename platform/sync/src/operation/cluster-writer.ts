import type { IgnoreDifferences, SyncOptions } from '@gitops-example/applications/parse/application'
import { type Clock, sleep } from '@gitops-example/kit/clock'
import { GitopsError } from '@gitops-example/kit/errors'
import { isApiError } from '@gitops-example/kube-client/api-error'
import { condition } from '@gitops-example/kube-client/condition'
import { groupOf, type KubeObject, type ObjectRef, refText } from '@gitops-example/kube-client/kube-object'
import type { KubernetesApi } from '@gitops-example/kube-client/kubernetes-api'
import type { Comparer } from '../compare/comparer.ts'
import { ignoredPaths, rulesFor, withoutPaths } from '../compare/ignore-differences.ts'
import { onlyRelabels } from '../compare/only-relabels.ts'
import type { DesiredResource } from '../desired/desired-resource.ts'
import { holdHook, releaseHook } from '../live/hook-finalizer.ts'
import type { LiveObjects } from '../live/live-objects.ts'
import { trackedBy } from '../live/tracking.ts'
import type { ResourceWriter } from './sync-operation.ts'

/** As long as Argo CD waits for a definition. */
const establishMs = 3000

export interface ClusterWriterOptions {
  clock: Clock
  signal: AbortSignal
  api: KubernetesApi
  live: LiveObjects
  comparer: Comparer
  instance: string
  syncOptions: SyncOptions
  ignoreDifferences: readonly IgnoreDifferences[]
  prepare(): Promise<void>
  /** Why the Application's project does not allow a resource. */
  violation(ref: ObjectRef): string | undefined
  /** Whether another Application of this name exists. */
  isApplication(instance: string): boolean
  /** Whether the same sync brings the definition of a kind. */
  defines(group: string, kind: string): boolean
}

/** Writes to the cluster on behalf of one Application, and never to what another one owns. */
export function clusterWriter(options: ClusterWriterOptions): ResourceWriter {
  const { api, live, comparer, instance, syncOptions } = options
  const takeIn = async (desired: DesiredResource, answer: KubeObject) => {
    comparer.remember(desired, answer)
    live.put(answer)
    return answer
  }
  return {
    prepare: options.prepare,
    async check(desired, dryRun) {
      refuseForbidden(options, desired)
      if (!(await isServed(options, desired))) return
      await ensureWatched(options, desired)
      const current = live.get(desired.ref)
      refuseShared(options, desired, current)
      const { validate, replace } = desired.options
      if (!dryRun || replace || syncOptions.replace) return
      const object = wantedObject(options, desired, current)
      if (onlyRelabels(object, current)) return
      try {
        await api.apply(object, { dryRun: true, validate: validate && syncOptions.validate })
      } catch (error) {
        // Anything else may be over once what comes before it is there, such as its namespace.
        if (isApiError(error, 400) || isApiError(error, 422)) throw error
      }
    },
    async apply(desired) {
      refuseForbidden(options, desired)
      await ensureWatched(options, desired)
      const current = live.get(desired.ref)
      refuseShared(options, desired, current)
      const { validate, replace } = desired.options
      const write = { validate: validate && syncOptions.validate }
      const object = wantedObject(options, desired, current)
      if (!(replace || syncOptions.replace)) {
        const answer = await takeIn(desired, await api.apply(object, write))
        if (answer.kind === 'CustomResourceDefinition') await established(options, desired.ref)
        return answer
      }
      if (current === undefined) return await takeIn(desired, await api.create(object, write))
      const { resourceVersion } = current.metadata
      const metadata =
        resourceVersion === undefined ? object.metadata : { ...object.metadata, resourceVersion }
      return await takeIn(desired, await api.replace({ ...object, metadata }, write))
    },
    async create(desired) {
      refuseForbidden(options, desired)
      await ensureWatched(options, desired)
      const answer = await api.create(holdHook(desired.object), {
        validate: desired.options.validate && syncOptions.validate,
      })
      live.put(answer)
      return answer
    },
    release: (object) => releaseHook(object, api, live),
    async delete(object) {
      if (trackedBy(object) !== instance) {
        throw new GitopsError(
          'sync-not-ours',
          `Cannot delete ${object.kind} ${object.metadata.name}: it is not ours.`,
        )
      }
      const type = live.typeOf({ group: groupOf(object.apiVersion), kind: object.kind })
      if (type === undefined) return
      const { namespace = '', name, uid } = object.metadata
      await api.delete(type, namespace, name, uid === undefined ? {} : { uid })
    },
  }
}

/** False for a kind that is not there yet and need not be; throws for one that has to be. */
async function isServed(
  { api, syncOptions, defines }: ClusterWriterOptions,
  { object, ref, options }: DesiredResource,
): Promise<boolean> {
  if (api.types.find(object.apiVersion, object.kind) !== undefined) return true
  const isExpected =
    defines(ref.group, ref.kind) || options.skipDryRunOnMissing || syncOptions.skipDryRunOnMissingResource
  if (isExpected) return false
  await api.types.of(object.apiVersion, object.kind)
  return true
}

/** A kind that an earlier wave defined is known only now. */
async function ensureWatched(
  { api, live }: ClusterWriterOptions,
  { object }: DesiredResource,
): Promise<void> {
  await live.watch(await api.types.of(object.apiVersion, object.kind))
}

/** What comes next may be of the kind that was just defined. A definition that is refused says so by its health. */
async function established({ live, clock, signal }: ClusterWriterOptions, ref: ObjectRef): Promise<void> {
  const deadline = clock.now() + establishMs
  while (condition(live.get(ref), 'Established')?.status !== 'True' && clock.now() < deadline) {
    await sleep(clock, 20, signal)
  }
}

function refuseForbidden({ violation }: ClusterWriterOptions, { ref }: DesiredResource): void {
  const message = violation(ref)
  if (message === undefined) return
  throw new GitopsError('sync-not-permitted', `${message}.`, {
    hint: 'Allow it in the AppProject or remove it.',
  })
}

function refuseShared(
  { instance, isApplication }: ClusterWriterOptions,
  desired: DesiredResource,
  current: KubeObject | undefined,
): void {
  const owner = current && trackedBy(current)
  if (owner === undefined || owner === instance || !isApplication(owner)) return
  throw new GitopsError(
    'sync-shared-resource',
    `Shared resource found: ${refText(desired.ref)} is part of the Application ${owner}.`,
    { hint: 'Remove it from one of the two.' },
  )
}

/** With `RespectIgnoreDifferences=true`, what is ignored is not written either, once the object exists. */
function wantedObject(
  { syncOptions, ignoreDifferences }: ClusterWriterOptions,
  { object, ref }: DesiredResource,
  current: KubeObject | undefined,
): KubeObject {
  if (!syncOptions.respectIgnoreDifferences || current === undefined) return object
  return withoutPaths(object, ignoredPaths(rulesFor(ignoreDifferences, ref), current))
}
