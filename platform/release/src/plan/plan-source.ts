import type { Repository } from '@gitops-example/applications/git/repository'
import type { Renderer } from '@gitops-example/applications/render/renderer'

/** What a plan reads and renders with. */
export interface PlanSource {
  repository: Repository
  renderer: Renderer
}
