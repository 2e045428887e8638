import { join } from 'node:path'
import { systemClock } from '@gitops-example/kit/clock'
import { Events } from '@gitops-example/kit/events'
import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import type { BranchMove } from '@gitops-example/release/branch/own-branch'
import { ChecksCache } from '../checks/checks-cache.ts'
import { type DeliverContext, type DeliverRequest, deliver } from '../deliver/deliver.ts'
import type { DeliveryEvents } from '../delivery-events.ts'
import { repositoryDir } from '../image/build-image.ts'
import { Bundles } from '../image/bundles.ts'
import { ImageLayout } from '../image/image-layout.ts'
import { type ReleaseTarget, releaseTarget } from '../release-target.ts'
import { type AppSources, Workspace } from '../workspace/workspace.ts'

export interface PlainDeliveryOptions {
  /** The repository that is delivered, and that gets the releases. */
  objects: GitObjects
  branch: string
  environment: string
  workDir: string
  imagesDir: string
  onMoved: (move: BranchMove) => void
}

export type PlainEnd = 'released' | 'nothing' | 'superseded' | 'silent'

class NoTrees extends Workspace {
  override prepare(): Promise<AppSources> {
    return Promise.resolve({ dir: '', files: new Map(), libraries: [], isIntact: () => true })
  }
}

class EmptyBundles extends Bundles {
  override layer(): Promise<Buffer> {
    return Promise.resolve(Buffer.alloc(1024)) // the end of a tar
  }
}

/** Deliveries without checks, of images that hold nothing: for tests of what is released when. */
export class PlainDelivery {
  readonly target: ReleaseTarget
  readonly #context: DeliverContext
  readonly #ends: { name: PlainEnd | 'failed'; text: string }[] = []

  constructor(options: PlainDeliveryOptions) {
    const { objects, workDir } = options
    const common = { ...options, clock: systemClock, log: () => {} }
    const events = new Events<DeliveryEvents>()
    for (const name of ['released', 'nothing', 'superseded', 'failed'] as const) {
      const end = (payload: unknown) => void this.#ends.push({ name, text: JSON.stringify(payload) })
      events.on(`delivery.${name}`, end)
    }
    const toolbox = {
      workspace: new NoTrees({ ...common, treesDir: workDir, installDir: workDir, modulesDir: workDir }),
      checks: [],
      cache: new ChecksCache(join(workDir, 'passed')),
      bundles: new EmptyBundles(workDir),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    }
    this.target = releaseTarget({ ...common, repository: objects.gitDir, gitDir: objects.gitDir })
    this.#context = { ...common, target: this.target, toolbox, random: Math.random, events }
  }

  /** Delivers a commit to its end; throws when it fails. */
  async deliver(request: Omit<DeliverRequest, 'id'>): Promise<PlainEnd> {
    const { signal } = new AbortController()
    await deliver(this.#context, { ...request, id: request.revision }, signal, { signal })
    const [end = { name: 'silent' as const, text: '' }, ...others] = this.#ends.splice(0)
    if (end.name === 'failed' || others.length > 0) {
      throw new Error(`${request.revision} is not delivered: ${JSON.stringify([end, ...others])}`)
    }
    return end.name
  }

  async hasImage(repository: string, tag: string): Promise<boolean> {
    const layout = new ImageLayout(repositoryDir(this.#context.imagesDir, repository), systemClock)
    return (await layout.find(tag)) !== undefined
  }
}
