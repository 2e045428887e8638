import { readFileSync } from 'node:fs'
import type { ConnectionOptions } from 'node:tls'
import type { EnvironmentReader } from '@guestbook/service-kit/environment'

/** How to connect, in the words of `pg`. */
export interface DatabaseConfig {
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user: string
  readonly password: string
  readonly ssl: false | ConnectionOptions
}

/** `allow` and `prefer` are left out: they fall back to a connection that anybody may read. */
const sslModes = ['disable', 'require', 'verify-ca', 'verify-full'] as const

/**
 * Reads libpq's variables (PostgreSQL, "Environment Variables"). Unlike libpq, whoever sets no PGSSLMODE gets the
 * safest one, and verify-full without PGSSLROOTCERT trusts the certificate authorities that Node.js brings.
 */
export function readDatabaseConfig(reader: EnvironmentReader): DatabaseConfig {
  return {
    host: reader.required('PGHOST', 'the host name of the database'),
    port: reader.integer('PGPORT', 5432, 1, 65_535),
    database: reader.required('PGDATABASE', 'the name of the database'),
    user: reader.required('PGUSER', 'the role to connect as'),
    password: reader.required('PGPASSWORD', 'the password of that role'),
    ssl: readSsl(reader),
  }
}

/** The modes as libpq has them (PostgreSQL, "SSL Support", table "SSL Mode Descriptions"). */
function readSsl(reader: EnvironmentReader): false | ConnectionOptions {
  const mode = reader.oneOf('PGSSLMODE', sslModes, 'verify-full')
  if (mode === 'disable') return false
  const file = reader.text('PGSSLROOTCERT', '')
  const ca = file === '' || file === 'system' ? undefined : readCertificates(file, reader)
  if (mode === 'verify-ca' && ca === undefined) {
    // Anybody can get a certificate of a public authority for a name of his own.
    reader.mistake('PGSSLMODE is "verify-ca", which needs a file of certificates in PGSSLROOTCERT.')
  }
  return {
    // For libpq, too, `require` verifies the authority as soon as there is a root certificate.
    rejectUnauthorized: mode !== 'require' || ca !== undefined,
    ...(ca === undefined ? {} : { ca }),
    ...(mode === 'verify-full' ? {} : { checkServerIdentity: () => undefined }),
  }
}

function readCertificates(file: string, reader: EnvironmentReader): string | undefined {
  try {
    const content = readFileSync(file, 'utf8')
    if (content.includes('-----BEGIN CERTIFICATE-----')) return content
    reader.mistake(`PGSSLROOTCERT is "${file}", which holds no certificate in PEM form.`)
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    reader.mistake(`PGSSLROOTCERT is "${file}", which cannot be read (${reason}).`)
  }
  return undefined
}
