import { ConfigError } from '@guestbook/service-kit/environment'
import { describe, expect, test } from 'vitest'
import { readConfig } from './config.ts'

const database = {
  PGHOST: 'db.example',
  PGDATABASE: 'guestbook',
  PGUSER: 'api',
  PGPASSWORD: 'secret',
}

function mistakesOf(env: Record<string, string>): readonly string[] {
  try {
    readConfig(env)
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes
    throw error
  }
  return []
}

describe('the configuration', () => {
  test('needs only the coordinates of the database, and verifies its certificate by default', () => {
    expect(readConfig(database)).toEqual({
      host: '127.0.0.1',
      port: 8080,
      logLevel: 'info',
      version: 'development',
      committedAt: '',
      podName: 'none',
      drainMs: 5000,
      poolSize: 10,
      databaseMayPause: false,
      database: {
        host: 'db.example',
        port: 5432,
        database: 'guestbook',
        user: 'api',
        password: 'secret',
        ssl: { rejectUnauthorized: true },
      },
    })
  })

  test('reports every mistake at once', () => {
    const env = {
      PORT: '80a',
      LOG_LEVEL: 'loud',
      DRAIN_MS: '-1',
      DATABASE_POOL_SIZE: '0',
      DATABASE_MAY_PAUSE: 'yes',
      PGPORT: '65536',
      PGSSLMODE: 'prefer',
      PGSSLROOTCERT: '/no/such/file',
    }
    expect(mistakesOf(env)).toEqual([
      'PORT is "80a", expected a whole number from 0 to 65535.',
      'LOG_LEVEL is "loud", expected one of trace, debug, info, warn, error, fatal, silent.',
      'DRAIN_MS is "-1", expected a whole number from 0 to 600000.',
      'PGHOST is missing, expected the host name of the database.',
      'PGPORT is "65536", expected a whole number from 1 to 65535.',
      'PGDATABASE is missing, expected the name of the database.',
      'PGUSER is missing, expected the role to connect as.',
      'PGPASSWORD is missing, expected the password of that role.',
      'PGSSLMODE is "prefer", expected one of disable, require, verify-ca, verify-full.',
      'PGSSLROOTCERT is "/no/such/file", which cannot be read (ENOENT).',
      'DATABASE_POOL_SIZE is "0", expected a whole number from 1 to 100.',
      'DATABASE_MAY_PAUSE is "yes", expected one of false, true.',
    ])
  })

  test('says what is wrong without the password', () => {
    expect(() => readConfig({ ...database, PGPORT: 'x' })).toThrow(/^(?!.*secret)/s)
  })

  test.each([
    { mode: 'disable', want: false },
    { mode: 'require', want: { rejectUnauthorized: false, checkServerIdentity: expect.any(Function) } },
    { mode: 'verify-full', want: { rejectUnauthorized: true } },
  ])('$mode without certificates of its own is $want', ({ mode, want }) => {
    expect(readConfig({ ...database, PGSSLMODE: mode }).database.ssl).toEqual(want)
  })

  test('verify-ca needs to know which authority', () => {
    expect(mistakesOf({ ...database, PGSSLMODE: 'verify-ca' })).toEqual([
      'PGSSLMODE is "verify-ca", which needs a file of certificates in PGSSLROOTCERT.',
    ])
  })
})
