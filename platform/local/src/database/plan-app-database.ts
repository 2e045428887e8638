import { GitopsError } from '@gitops-example/kit/errors'

/** What the server has under the name of an app. */
export interface Found {
  role?: {
    /** Whether it has any right over the server: superuser, roles, databases, replication, row security. */
    isPrivileged: boolean
    /** Whether the platform has marked it as an app's. */
    isMarked: boolean
  }
  database?: {
    owner: string
    /** Whether anybody but its owner may connect. */
    isPublic: boolean
  }
}

/** What is missing of an app's role and database. */
export interface AppDatabasePlan {
  createRole: boolean
  createDatabase: boolean
}

/** PostgreSQL truncates longer names (NAMEDATALEN), and so would give two apps the same database. */
const longestName = 63

/**
 * The role and the databases that the server starts with, what it refuses as a role (user.c, acl.c), and a name for the
 * platform itself.
 */
const reserved = new Set(['postgres', 'template0', 'template1', 'gitops', 'public', 'none'])

/**
 * Decides what to make for an app; throws `database-name-refused` for a name that is another's. Whatever the platform did
 * not make stays as it is, so that no Application gets somebody's role by its name.
 */
export function planAppDatabase(app: string, found: Found): AppDatabasePlan {
  const why = whyRefused(app, found)
  if (why !== undefined) {
    throw new GitopsError('database-name-refused', `Cannot give Application ${app} a database: ${why}.`, {
      hint: 'Give the Application another name, or take database.secretName out of its values.',
    })
  }
  return { createRole: found.role === undefined, createDatabase: found.database === undefined }
}

function whyRefused(app: string, { role, database }: Found): string | undefined {
  if (reserved.has(app) || app.startsWith('pg_')) return `the name ${app} is reserved`
  if (Buffer.byteLength(app) > longestName) return `its name has more than ${longestName} bytes`
  if (database !== undefined && database.owner !== app)
    return `the database ${app} belongs to ${database.owner}`
  if (role?.isPrivileged) return `the role ${app} has rights over the server`
  // Earlier versions did not mark roles; that nobody else may connect to its database shows that it is theirs.
  const isAdopted = database !== undefined && !database.isPublic
  if (role !== undefined && !role.isMarked && !isAdopted)
    return `the role ${app} was not made by the platform`
  return undefined
}
