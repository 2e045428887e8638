import type { Commit, Repository } from '@gitops-example/applications/git/repository'
import type { Renderer } from '@gitops-example/applications/render/renderer'

/** What a plan reads and renders with. */
export interface PlanSource {
  repository: Repository
  renderer: Renderer
  /** What branches of releases stand for, which are on one person's machine; else the commit that is planned. */
  releases?: Commit
}
