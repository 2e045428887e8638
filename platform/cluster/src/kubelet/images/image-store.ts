import { chmod, mkdir, mkdtemp, readdir, rename, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { GitopsError } from '@gitops-example/kit/errors'
import { removeTree } from '@gitops-example/kit/files/remove-tree'
import { makePackageBoundary } from '../package-boundary.ts'
import { makeSharedDirectory } from '../shared-directory.ts'
import { extractLayer } from './extract-layer.ts'
import { parseImageReference } from './image-reference.ts'
import { describeImage, type ImageConfig, type ImageDescription } from './oci-layout.ts'

export interface Image {
  /** `REPOSITORY@DIGEST`, as a container's status names it. */
  id: string
  /** The directory that holds the image's files; shared by its containers and not to be written. */
  root: string
  config: ImageConfig
  /** Whether the files were there already. */
  wasPresent: boolean
}

interface ImageStoreOptions {
  /** One OCI image layout per repository. */
  imagesDir: string
  /** Extracted images, one directory per digest. */
  rootsDir: string
  /** Extracted images that are kept though nothing uses them. */
  keep?: number
}

/** The images of the node: layouts are its registry, extracted directories what it has pulled. */
export class ImageStore {
  readonly #options: ImageStoreOptions
  readonly #known = new Map<string, ImageDescription>()
  readonly #extracting = new Map<string, Promise<void>>()

  constructor(options: ImageStoreOptions) {
    this.#options = options
  }

  /** The image, extracted. Throws with the code `image-not-found`, `invalid-image-name` or `image-corrupt`. */
  async pull(name: string, policy: string): Promise<Image> {
    const reference = parseImageReference(name)
    const layoutDir = join(this.#options.imagesDir, reference.repository)
    const known = policy === 'Always' ? undefined : this.#known.get(name)
    const description = known ?? (await describeImage(layoutDir, reference))
    const root = join(this.#options.rootsDir, description.digest.replace(':', '-'))
    const wasPresent = await exists(root)
    if (!wasPresent && policy === 'Never') {
      throw new GitopsError(
        'image-never-pull',
        `Container image "${name}" is not present with pull policy of Never`,
      )
    }
    if (wasPresent) await markUsed(root)
    else await this.#extractOnce(layoutDir, description, root)
    this.#known.set(name, description)
    return {
      id: `${reference.repository}@${description.digest}`,
      root,
      config: description.config,
      wasPresent,
    }
  }

  /** Removes the directories that were used longest ago, except those in use and a few more. */
  async prune(rootsInUse: ReadonlySet<string>): Promise<void> {
    const { rootsDir, keep = 20 } = this.#options
    const names = await readdir(rootsDir).catch(() => [])
    const roots = names.filter((name) => name.startsWith('sha256-')).map((name) => join(rootsDir, name))
    const unused = roots.filter((root) => !rootsInUse.has(root))
    const aged = await Promise.all(
      unused.map(async (root) => ({ root, at: (await stat(root).catch(() => undefined))?.mtimeMs ?? 0 })),
    )
    aged.sort((a, b) => b.at - a.at)
    for (const { root } of aged.slice(keep)) {
      for (const [name, { digest }] of this.#known) {
        if (root.endsWith(digest.replace(':', '-'))) this.#known.delete(name)
      }
      await removeTree(root)
    }
  }

  #extractOnce(layoutDir: string, description: ImageDescription, root: string): Promise<void> {
    const running = this.#extracting.get(root)
    if (running !== undefined) return running
    const extracting = this.#extract(layoutDir, description, root).finally(() =>
      this.#extracting.delete(root),
    )
    this.#extracting.set(root, extracting)
    return extracting
  }

  async #extract(layoutDir: string, { layers }: ImageDescription, root: string): Promise<void> {
    const { rootsDir } = this.#options
    makeSharedDirectory(rootsDir)
    makePackageBoundary(rootsDir)
    const partial = await mkdtemp(join(rootsDir, 'partial-'))
    try {
      const files = join(partial, 'files')
      await mkdir(files)
      await chmod(files, 0o755) // whatever the umask
      for (const layer of layers) await extractLayer(layoutDir, layer, files)
      await markUsed(files)
      await rename(files, root)
    } catch (error) {
      if (!(await exists(root))) throw error // another process of ours may have been quicker
    } finally {
      await removeTree(partial)
    }
  }
}

/** The time by which `prune` knows what was used long ago. */
async function markUsed(root: string): Promise<void> {
  await utimes(root, new Date(), new Date()).catch(() => {}) // only its owner may; then it is pruned sooner
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined
}
