import { cp, mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { bundleService } from '@guestbook/service-kit/bundle'
import type { Plugin } from 'esbuild'
import { MigrationFilesError } from './src/database/read-migrations.ts'
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
  plugins: [withMigrations(await importMigrations()), withoutAjvCompiler(), withDocsBeside()],
})
await mkdir(join(outdir, 'swagger-ui'))
for (const file of ['swagger-ui.css', 'swagger-ui-bundle.js']) {
  await cp(join(swaggerUiDirectory(), file), join(outdir, 'swagger-ui', file))
}

/** What a wrong one says is for its author, without a stack. */
async function importMigrations(): Promise<object> {
  try {
    return await import('./src/database/migrations.ts')
  } catch (error) {
    if (!(error instanceof MigrationFilesError)) throw error
    console.error(error.message)
    process.exit(1)
  }
}

/** A bundle has no folder to read: it holds what the module exports now. */
function withMigrations(migrations: object): Plugin {
  const values = Object.entries(migrations)
  const contents = values.map(([name, value]) => `export const ${name} = ${JSON.stringify(value)}\n`).join('')
  return {
    name: 'with-migrations',
    setup({ onLoad }) {
      onLoad({ filter: /[/\\]database[/\\]migrations\.ts$/ }, () => ({ contents }))
    },
  }
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
