import { systemClock } from '@gitops-example/kit/clock'
import { type Git, gitIn } from '@gitops-example/kit/git/git'
import { GitObjects } from '@gitops-example/kit/git/git-objects'
import { ownBranch } from '@gitops-example/release/branch/own-branch'
import { bump } from '@gitops-example/release/bump/bump'
import { planRelease } from '@gitops-example/release/bump/release-plan'
import { ScratchRepository } from '@gitops-example/release/testing/scratch-repository'
import { firstFiles } from './story-files.ts'

/** The repository that everybody shares, and the CD that releases its master to dev. */
export class Hub implements Disposable {
  readonly scratch: ScratchRepository
  readonly git: Git
  readonly objects: GitObjects
  /** Commits that CD has made. */
  readonly releases = new Set<string>()

  private constructor(scratch: ScratchRepository) {
    this.scratch = scratch
    this.git = gitIn(scratch.origin)
    this.objects = new GitObjects(scratch.origin)
  }

  static async create(): Promise<Hub> {
    return new Hub(await ScratchRepository.create(firstFiles()))
  }

  async head(): Promise<string> {
    return (await this.objects.resolve('refs/heads/master')) ?? ''
  }

  /** As the workflow does after a push to master. */
  async release(): Promise<void> {
    const { objects } = this
    const head = await this.head()
    const of = { objects, environment: 'dev' }
    const plan = await planRelease({ ...of, revision: head, releases: head, hasImage: async () => true })
    if (plan.refused.length > 0) throw new Error(`CD refuses ${JSON.stringify(plan.refused)}`)
    const apps = plan.apps.map(({ app }) => app.name)
    const branch = ownBranch({ objects, branch: 'master', onMoved: ({ after }) => this.releases.add(after) })
    await bump({ ...of, branch, clock: systemClock, random: Math.random, tag: head, apps })
  }

  [Symbol.dispose](): void {
    this.objects[Symbol.dispose]()
    this.scratch[Symbol.dispose]()
  }
}
