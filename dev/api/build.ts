import { cp, mkdir, rm, writeFile } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { type BuildOptions, build, type Plugin } from 'esbuild'
import { swaggerUiDirectory } from './src/http/swagger-ui-directory.ts'

/** Bundles the service and its migrations into OUTDIR: exactly the files that its image holds under /app. */
const [argument] = process.argv.slice(2)
if (argument === undefined) {
  console.error('usage: node build.ts OUTDIR')
  process.exit(2)
}
const outdir = resolve(argument)

// Source maps hold paths relative to their place: with a fixed one, and with node_modules where it seems to be, every
// build of a commit gives the same bytes, wherever it runs.
const place = join(import.meta.dirname, 'dist')
const options = {
  absWorkingDir: import.meta.dirname,
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
  // pg looks for its native variant and does without it.
  external: ['pg-native'],
  plugins: [withoutAjvCompiler(), withDocsBeside()],
} satisfies BuildOptions

await rm(outdir, { recursive: true, force: true })
await mkdir(join(outdir, 'swagger-ui'), { recursive: true })
const entryPoints = ['src/main.ts', 'src/migrate.ts', 'src/http/openapi.ts']
const { outputFiles } = await build({ ...options, entryPoints, entryNames: '[name]' })
await Promise.all([
  ...outputFiles.map(({ path, contents }) => writeFile(join(outdir, relative(place, path)), contents)),
  writeFile(join(outdir, 'package.json'), '{"type":"commonjs"}\n'),
  ...['swagger-ui.css', 'swagger-ui-bundle.js'].map((file) =>
    cp(join(swaggerUiDirectory(), file), join(outdir, 'swagger-ui', file)),
  ),
])

/** Fastify loads it in any case, but src/http/schema-compilers.ts takes its place. */
function withoutAjvCompiler(): Plugin {
  const contents = 'module.exports = () => () => { throw new Error("This validator compiler is left out.") }'
  return {
    name: 'without-ajv-compiler',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^@fastify\/ajv-compiler$/ }, ({ path }) => ({ path, namespace: 'left-out' }))
      onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({ contents }))
    },
  }
}

/** What only readers of the documentation need is in files of its own: every start would have to parse it. */
function withDocsBeside(): Plugin {
  const contents =
    "export const swaggerUiDirectory = () => require('node:path').join(__dirname, 'swagger-ui')"
  return {
    name: 'with-docs-beside',
    setup({ onResolve, onLoad }) {
      onLoad({ filter: /[/\\]swagger-ui-directory\.ts$/ }, () => ({ contents }))
      onResolve({ filter: /\/openapi\.ts$/ }, ({ kind }) =>
        kind === 'dynamic-import' ? { path: './openapi.js', external: true } : undefined,
      )
    },
  }
}
