import { mkdir, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join, relative } from 'node:path'
import { type BuildOptions, build, type Plugin } from 'esbuild'

export interface BundleOptions extends Pick<BuildOptions, 'entryNames' | 'external'> {
  /** The folder of the app. */
  readonly appDir: string
  /** Emptied first; afterwards exactly the files that the image holds under /app. */
  readonly outdir: string
  /** Relative to `appDir`. */
  readonly entryPoints: string[]
  readonly plugins?: readonly Plugin[]
}

/** Bundles a service for Node.js: the same sources give the same bytes, wherever they are. */
export async function bundleService({
  appDir,
  outdir,
  plugins = [],
  ...options
}: BundleOptions): Promise<void> {
  // Source maps hold paths relative to their place: with a fixed one, and with node_modules where it seems to be, every
  // build of a commit gives the same bytes.
  const place = join(appDir, 'dist')
  const { outputFiles } = await build({
    ...options,
    absWorkingDir: appDir,
    outdir: place,
    write: false,
    preserveSymlinks: true,
    bundle: true,
    platform: 'node',
    target: 'node24',
    // CommonJS starts about 10 ms sooner than the same bundle as a module.
    format: 'cjs',
    minifySyntax: true,
    minifyWhitespace: true,
    sourcemap: 'linked',
    sourcesContent: false,
    legalComments: 'eof',
    logLevel: 'warning',
    plugins: [...plugins, withLibrariesInPlace()],
  })
  await rm(outdir, { recursive: true, force: true })
  await mkdir(outdir, { recursive: true })
  await Promise.all([
    ...outputFiles.map(({ path, contents }) => writeFile(join(outdir, relative(place, path)), contents)),
    writeFile(join(outdir, 'package.json'), '{"type":"commonjs"}\n'),
  ])
}

/** Libraries of this repository are links in node_modules, some here, some there: taken from where they really are. */
function withLibrariesInPlace(): Plugin {
  return {
    name: 'with-libraries-in-place',
    setup({ onResolve }) {
      onResolve({ filter: /^@guestbook\// }, ({ path, resolveDir }) => ({
        path: createRequire(join(resolveDir, 'importer.js')).resolve(path),
      }))
    },
  }
}
