import { readFileSync } from 'node:fs'
import { GitopsError } from '@gitops-example/kit/errors'

export interface SystemUser {
  name: string
  uid: number
  gid: number
}

/**
 * As root, the existing user that runs the database: `postgres` where the machine has one, else `nobody`. PostgreSQL
 * looks its user up, so a bare number is not enough, and we add no user to the machine. Undefined for ordinary users.
 */
export function databaseUser(
  uid = process.getuid?.() ?? -1,
  passwd = () => readFileSync('/etc/passwd', 'utf8'),
): SystemUser | undefined {
  if (uid !== 0) return undefined
  const users = passwd().split('\n').flatMap(parseUser)
  const user = ['postgres', 'nobody'].map((name) => users.find((one) => one.name === name)).find(Boolean)
  if (user === undefined) {
    throw new GitopsError(
      'no-database-user',
      'Cannot start PostgreSQL: it refuses to run as root, and there is no user postgres or nobody.',
      {
        hint: 'Add a system user named postgres, or run gitops as an ordinary user.',
      },
    )
  }
  return user
}

/** One line of passwd(5). */
function parseUser(line: string): SystemUser[] {
  const [name, , uid, gid] = line.split(':')
  if (name === undefined || uid === undefined || gid === undefined) return []
  return [{ name, uid: Number(uid), gid: Number(gid) }]
}
