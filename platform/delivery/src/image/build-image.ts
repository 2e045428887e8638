import { join } from 'node:path'
import type { Clock } from '@gitops-example/kit/clock'
import { GitopsError } from '@gitops-example/kit/errors'
import { type ImageMeta, imageConfig, imageLabels } from './image-config.ts'
import { ImageLayout } from './image-layout.ts'

export interface BuildImageOptions {
  /** The app's bundle, an uncompressed tar. */
  layer: Buffer
  /** The directory of all repositories of images. */
  imagesDir: string
  /** As in the values file, such as `guestbook/webapp`. */
  repository: string
  tag: string
  meta: ImageMeta
  clock: Clock
}

/**
 * Adds the image of a bundle to its repository's layout, without a daemon. Returns the digest of the manifest: the same
 * sources at the same commit give the same one.
 */
export async function buildImage(options: BuildImageOptions): Promise<string> {
  const { layer, imagesDir, repository, tag, meta, clock } = options
  return await new ImageLayout(repositoryDir(imagesDir, repository), clock).put({
    tag,
    layer,
    config: (layerDigest) => imageConfig(meta, layerDigest),
    annotations: imageLabels(meta),
  })
}

/** Where the images of a repository are; a name that would leave `imagesDir` is refused. */
export function repositoryDir(imagesDir: string, repository: string): string {
  // distribution-spec, "Pulling manifests": what a repository may be called, with the host before it.
  if (!/^[a-z0-9]+([._:-]+[a-z0-9]+)*(\/[a-zA-Z0-9]+([._-]+[a-zA-Z0-9]+)*)*$/.test(repository)) {
    throw new GitopsError(
      'image-repository-invalid',
      `"${repository}" is not the name of an image repository.`,
      {
        hint: 'Set image.repository in the values file, such as shop/cart.',
      },
    )
  }
  return join(imagesDir, ...repository.split('/'))
}
