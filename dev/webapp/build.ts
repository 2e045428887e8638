import { resolve } from 'node:path'
import { bundleService } from '@guestbook/service-kit/bundle'
import type { Plugin } from 'esbuild'

/** Bundles the service into OUTDIR: exactly the files that its image holds under /app. */
const [outdir] = process.argv.slice(2)
if (outdir === undefined) {
  console.error('usage: node build.ts OUTDIR')
  process.exit(2)
}
await bundleService({
  appDir: import.meta.dirname,
  outdir: resolve(outdir),
  entryPoints: ['src/main.ts'],
  plugins: [withoutSchemaCompilers()],
})

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
