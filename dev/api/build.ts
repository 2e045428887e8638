import { cp, mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { bundleService } from '@guestbook/service-kit/bundle'
import type { Plugin } from 'esbuild'
import { swaggerUiDirectory } from './src/http/swagger-ui-directory.ts'

/** Bundles the service and its migrations into OUTDIR: exactly the files that its image holds under /app. */
const [argument] = process.argv.slice(2)
if (argument === undefined) {
  console.error('usage: node build.ts OUTDIR')
  process.exit(2)
}
const outdir = resolve(argument)

await bundleService({
  appDir: import.meta.dirname,
  outdir,
  entryPoints: ['src/main.ts', 'src/migrate.ts', 'src/http/openapi.ts'],
  entryNames: '[name]',
  // pg looks for its native variant and does without it.
  external: ['pg-native'],
  plugins: [withoutAjvCompiler(), withDocsBeside()],
})
await mkdir(join(outdir, 'swagger-ui'))
for (const file of ['swagger-ui.css', 'swagger-ui-bundle.js']) {
  await cp(join(swaggerUiDirectory(), file), join(outdir, 'swagger-ui', file))
}

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
