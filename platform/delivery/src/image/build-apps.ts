import type { Clock } from '@gitops-example/kit/clock'
import { GitopsError } from '@gitops-example/kit/errors'
import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import type { App } from '@gitops-example/release/apps/app'
import { appContent } from '@gitops-example/release/apps/app-content'
import { imageRepository } from '@gitops-example/release/apps/image-repository'
import type { Toolbox } from '../checks/toolbox.ts'
import { buildImage, repositoryDir } from './build-image.ts'
import { ImageLayout } from './image-layout.ts'

export interface BuiltImage {
  app: string
  repository: string
  /** The full hash of the commit. */
  tag: string
  /** Of the manifest. */
  digest: string
  /** The directory of the image layout. */
  layout: string
}

export interface BuildAppsOptions {
  objects: GitObjects
  /** The full hash of a commit. */
  revision: string
  apps: readonly App[]
  /** Whose values files name the repositories. */
  environment: string
  toolbox: Toolbox
  imagesDir: string
  clock: Clock
  signal: AbortSignal
}

/** Builds the images of apps, one after the other, each as soon as it is asked for; one that is there is not repeated. */
export async function* buildApps(options: BuildAppsOptions): AsyncGenerator<BuiltImage> {
  const { objects, revision: tag, apps, environment, toolbox, imagesDir, clock, signal } = options
  const createdAt = (await objects.commit(tag))?.committedAt ?? 0
  for (const app of apps) {
    const repository = await imageRepository(objects, { code: tag, releases: tag }, environment, app.name)
    const layout = repositoryDir(imagesDir, repository)
    let digest = await new ImageLayout(layout, clock).find(tag)
    if (digest === undefined) {
      const { dir: treeDir, isIntact } = await toolbox.workspace.prepare(tag, app, signal)
      const content = await appContent(objects, tag, app)
      if (content === undefined) throw new GitopsError('no-app', `There is no ${app.dir} at ${tag}.`)
      const layer = await toolbox.bundles.layer({ app, treeDir, content: content.image, isIntact, signal })
      const meta = { title: app.name, revision: tag, createdAt }
      digest = await buildImage({ layer, imagesDir, repository, tag, meta, clock })
    }
    yield { app: app.name, repository, tag, digest, layout }
  }
}
