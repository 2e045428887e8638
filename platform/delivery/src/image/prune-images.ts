import type { Clock } from '@gitops-example/kit/clock'
import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import { environmentsAt } from '@gitops-example/release/apps/environments'
import type { Heads } from '@gitops-example/release/branch/change-branch'
import { releasedAt } from '@gitops-example/release/releases/released-at'
import { repositoryDir } from './build-image.ts'
import { ImageLayout } from './image-layout.ts'

const newestKept = 10

/** Removes images of an app that no environment runs, except the newest ten. */
export async function pruneImages(options: {
  objects: GitObjects
  /** Those of `environment`; the releases of all others are read from the branch of the code. */
  heads: Heads
  environment: string
  app: string
  imagesDir: string
  repository: string
  clock: Clock
}): Promise<void> {
  const { objects, heads, app, imagesDir, repository, clock } = options
  const layout = new ImageLayout(repositoryDir(imagesDir, repository), clock)
  const tags = await layout.tags()
  if (tags.length <= newestKept) return
  const kept = new Set(tags.slice(-newestKept))
  for (const environment of await environmentsAt(objects, heads.code)) {
    const revision = environment === options.environment ? heads.releases : heads.code
    kept.add((await releasedAt(objects, revision, environment, app)).tag)
  }
  await layout.prune((tag) => kept.has(tag))
}
