import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, realpath, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { removeTree } from '@gitops-example/kit/files/remove-tree'
import { writeAtomically } from '@gitops-example/kit/files/write-atomically'
import { baseEnv, tryExec } from '@gitops-example/kit/process/exec'
import type { App } from '@gitops-example/release/apps/app'
import { FindingsError } from '../checks/findings/findings-error.ts'
import { parseBuild } from '../checks/findings/parse-build.ts'
import { unknownFinding } from '../checks/findings/tool-words.ts'
import { appLayer } from './layer.ts'

export interface BundleRequest {
  app: App
  /** The root of the sources, with `node_modules`. */
  treeDir: string
  /** A fingerprint of all that the bundle is made of (`AppContent.image`). */
  content: string
  /** Whether the packages are still those that were there at first: else the layer must not be kept. */
  isIntact?: () => boolean
  signal?: AbortSignal
}

const timeoutMs = 120_000

/**
 * Bundles apps by their own `build.ts OUTDIR`, each as the one layer of its image. The newest layer of each app is kept
 * in `directory`: another commit with the same content, or one whose edits were looked at before, takes it from there.
 */
export class Bundles {
  readonly #directory: string

  constructor(directory: string) {
    this.#directory = directory
  }

  /** An uncompressed tar. Throws `build-failed` with what is wrong with the sources. */
  async layer(request: BundleRequest): Promise<Buffer> {
    const kept = join(this.#directory, request.app.name)
    const path = join(kept, `${request.content}.tar`)
    if (existsSync(path)) return await readFile(path)
    const layer = await this.#make(request)
    if (request.isIntact?.() === false) return layer
    await rm(kept, { recursive: true, force: true })
    await writeAtomically(path, layer)
    return layer
  }

  async #make({ app, treeDir, signal }: BundleRequest): Promise<Buffer> {
    await mkdir(this.#directory, { recursive: true })
    const outDir = await mkdtemp(join(this.#directory, `${app.name}-`))
    try {
      const result = await tryExec([process.execPath, `${app.dir}/build.ts`, outDir], {
        cwd: treeDir,
        // The bundler, a Go program, ends long before collecting garbage would pay: without it, a third of its time is saved.
        env: { ...baseEnv(), GOGC: 'off', GOMEMLIMIT: '1GiB' },
        timeoutMs,
        ...(signal === undefined ? {} : { signal }),
      })
      if (result.exitCode !== 0) {
        const root = await realpath(treeDir)
        const findings = parseBuild(`${result.stderr}\n${result.stdout}`, root, app.dir)
        const unknown = unknownFinding(root, result.stderr, result.stdout)
        throw new FindingsError('build-failed', findings.length > 0 ? findings : [unknown])
      }
      return await appLayer(outDir)
    } finally {
      await removeTree(outDir)
    }
  }
}
