import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describeError } from '@gitops-example/kit/errors'
import { removeTree } from '@gitops-example/kit/files/remove-tree'
import { createEventRecorder } from '../client/event-recorder.ts'
import type { Kubelet } from '../client/kubelet.ts'
import { timestamp } from '../machinery/time.ts'
import { endLeftovers } from './end-leftovers.ts'
import { ImageStore } from './images/image-store.ts'
import { registerNode } from './node-object.ts'
import type { NodeOptions } from './node-options.ts'
import { NodeServer } from './node-server.ts'
import type { NodeContext } from './pod/node-deps.ts'
import { PodWorkers } from './pod/pod-workers.ts'
import { SourceChanges } from './pod/source-changes.ts'
import { PortAllocator } from './ports/port-allocator.ts'
import { ofUsers, someProcess } from './process/end-processes.ts'
import { hostProcessRuntime } from './process/host-process-runtime.ts'
import { MemoryGuard } from './process/memory-guard.ts'
import type { ProcessRuntime } from './process/process-runtime.ts'
import { startScheduler } from './scheduling/scheduler.ts'
import { closedParent, makeSharedDirectory } from './shared-directory.ts'
import { claimIdRange, type IdRange, isIn, releaseIdRange } from './users/id-range.ts'
import { PodUsers } from './users/pod-users.ts'

/** What tests put in place of the machine. */
interface NodeParts {
  runtime?: ProcessRuntime
  ownUid?: number
}

/** Starts the cluster's one node: it binds every pod to itself and runs its containers as processes of this machine. */
export async function startKubelet(
  context: NodeContext,
  options: NodeOptions,
  parts: NodeParts = {},
): Promise<Kubelet> {
  const { client, clock, log } = context
  const ownUid = parts.ownUid ?? process.getuid?.() ?? -1
  makeSharedDirectory(options.podsDir)
  const left = endLeftovers(options.podsDir)
  if (left > 0) log(`node: ended ${left} processes that pods of an earlier run had left behind`)
  removeLeftovers(options.podsDir, log)
  registerNode(client, options.name, timestamp(clock))
  const closed = ownUid === 0 ? closedParent(options.podsDir) : undefined
  if (closed !== undefined) log(`node: pods of other users will not start, as they cannot enter ${closed}`)
  if (ownUid !== 0) log('node: pods run as the user of this platform; runAsUser and image users need root')

  const ids = ownUid === 0 ? idRange(options.podsDir, log) : undefined
  const recorder = (component: string) => createEventRecorder({ client, clock, log, component })
  const ports = new PortAllocator()
  const changes = new SourceChanges(client)
  const images = new ImageStore({
    imagesDir: options.imagesDir,
    rootsDir: join(dirname(options.podsDir), 'image-roots'),
  })
  const runtime = parts.runtime ?? hostProcessRuntime(options.ledger, clock)
  const workers = new PodWorkers(
    {
      context,
      options,
      recorder: recorder('kubelet'),
      images,
      runtime,
      changes,
      ownUid,
      users: new PodUsers(ids),
    },
    ports,
  )
  const scheduler = startScheduler({
    context,
    recorder: recorder('default-scheduler'),
    nodeName: options.name,
    ports,
  })
  const hasProc = process.platform === 'linux'
  if (!hasProc) log('node: memory limits are enforced on Linux only, by /proc')
  const guard =
    hasProc && new MemoryGuard({ clock, containers: () => workers.all().flatMap((pod) => pod.workers) })
  return new NodeServer({
    workers,
    runtime,
    clock,
    async stop() {
      scheduler[Symbol.dispose]()
      if (guard) guard[Symbol.dispose]()
      await workers.stop()
      changes[Symbol.dispose]()
      if (ids !== undefined) releaseIdRange(ids)
    },
  })
}

/** Root of a container may have no ids to give away; then pods have the users that their manifests and images name. */
function idRange(podsDir: string, log: (line: string) => void): IdRange | undefined {
  try {
    return claimIdRange(podsDir, { isInUse: (range) => someProcess(ofUsers((uid) => isIn(range, uid))) })
  } catch (error) {
    log(`node: pods that run as the same user can reach each other: ${describeError(error)}`)
    return undefined
  }
}

/** The cluster's objects live in memory: what is in the directory belongs to no pod of this run. */
function removeLeftovers(podsDir: string, log: (line: string) => void): void {
  for (const name of readdirSync(podsDir)) {
    removeTree(join(podsDir, name)).catch((error) =>
      log(`node: cannot remove the directory of an old pod: ${error}`),
    )
  }
}
