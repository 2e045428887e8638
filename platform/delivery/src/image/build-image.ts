import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '@gitops-example/kit/clock'
import { GitopsError } from '@gitops-example/kit/errors'
import { baseEnv, tryExec } from '@gitops-example/kit/exec'
import type { App } from '../apps/app.ts'
import { type ImageMeta, imageConfig, imageLabels } from './image-config.ts'
import { ImageLayout } from './image-layout.ts'
import { appLayer } from './layer.ts'

export interface BuildImageOptions {
  app: App
  /** The root of the sources, with `node_modules`. */
  treeDir: string
  /** Where bundles are made before they are packed. */
  scratchDir: string
  /** The directory of all repositories of images. */
  imagesDir: string
  /** As in the values file, such as `guestbook/webapp`. */
  repository: string
  tag: string
  meta: ImageMeta
  clock: Clock
  signal?: AbortSignal
}

const timeoutMs = 120_000

/**
 * Bundles the app by its own `build.ts OUTDIR` and adds the image to its repository's layout, without a daemon.
 * Returns the digest of the manifest: the same sources at the same commit give the same one.
 */
export async function buildImage(options: BuildImageOptions): Promise<string> {
  const { app, treeDir, imagesDir, repository, tag, meta, clock, signal } = options
  await mkdir(options.scratchDir, { recursive: true })
  const outDir = await mkdtemp(join(options.scratchDir, `${app.name}-`))
  try {
    const result = await tryExec([process.execPath, `${app.dir}/build.ts`, outDir], {
      cwd: treeDir,
      // The bundler, a Go program, ends long before collecting garbage would pay: without it, a third of its time is saved.
      env: { ...baseEnv(), GOGC: 'off', GOMEMLIMIT: '1GiB' },
      timeoutMs,
      ...(signal === undefined ? {} : { signal }),
    })
    if (result.exitCode !== 0) {
      throw new GitopsError('build-failed', `${result.stderr}\n${result.stdout}`.trim() || 'build.ts failed.')
    }
    const layer = await appLayer(outDir)
    const layout = new ImageLayout(repositoryDir(imagesDir, repository), clock)
    return await layout.put({
      tag,
      layer,
      config: (layerDigest) => imageConfig(meta, layerDigest),
      annotations: imageLabels(meta),
    })
  } finally {
    await rm(outDir, { recursive: true, force: true })
  }
}

/** Where the images of a repository are; a name that would leave `imagesDir` is refused. */
export function repositoryDir(imagesDir: string, repository: string): string {
  // distribution-spec, "Pulling manifests": what a repository may be called, with the host before it.
  if (!/^[a-z0-9]+([._:-]+[a-z0-9]+)*(\/[a-zA-Z0-9]+([._-]+[a-zA-Z0-9]+)*)*$/.test(repository)) {
    throw new GitopsError('image-repository-invalid', `"${repository}" is no name of an image repository.`, {
      hint: 'Set image.repository in the values file, such as shop/cart.',
    })
  }
  return join(imagesDir, ...repository.split('/'))
}
