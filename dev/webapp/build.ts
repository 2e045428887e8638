import { rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { build, type Plugin } from 'esbuild'

/** Bundles the service into OUTDIR: exactly the files that its image holds under /app. */
const [argument] = process.argv.slice(2)
if (argument === undefined) {
  console.error('usage: node build.ts OUTDIR')
  process.exit(2)
}
const outdir = resolve(argument)

await rm(outdir, { recursive: true, force: true })
await build({
  absWorkingDir: import.meta.dirname,
  entryPoints: ['src/main.ts'],
  outfile: join(outdir, 'main.js'),
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
  plugins: [withoutSchemaCompilers()],
})
await writeFile(join(outdir, 'package.json'), '{"type":"commonjs"}\n')

/** No route has a schema, see schemaController in src/app.ts: with these gone the service starts sooner. */
function withoutSchemaCompilers(): Plugin {
  const packages = /^@fastify\/(ajv-compiler|fast-json-stringify-compiler)$/
  return {
    name: 'without-schema-compilers',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: packages }, ({ path }) => ({ path, namespace: 'left-out' }))
      onLoad({ filter: packages, namespace: 'left-out' }, () => ({ contents: 'module.exports = {}' }))
    },
  }
}
