import type { Clock } from '@gitops-example/kit/clock'
import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import { valuesFile } from '@gitops-example/release/apps/app'
import { readImage } from '@gitops-example/release/bump/values-file'
import { repositoryDir } from './build-image.ts'
import { ImageLayout } from './image-layout.ts'

const newestKept = 10

/** Removes images of an app that no environment of the branch's head runs, except the newest ten. */
export async function pruneImages(options: {
  objects: GitObjects
  /** The head of the branch. */
  head: string
  app: string
  imagesDir: string
  repository: string
  clock: Clock
}): Promise<void> {
  const { objects, head, app, imagesDir, repository, clock } = options
  const layout = new ImageLayout(repositoryDir(imagesDir, repository), clock)
  const tags = await layout.tags()
  if (tags.length <= newestKept) return
  const kept = new Set(tags.slice(-newestKept))
  for (const environment of (await objects.tree(`${head}:ops/environments`)) ?? []) {
    const path = valuesFile(environment.name, app)
    const values = await objects.blob(`${head}:${path}`)
    if (values !== undefined) kept.add(readImage(values.toString('utf8'), path).tag)
  }
  await layout.prune((tag) => kept.has(tag))
}
