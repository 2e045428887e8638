import type { Generated } from 'kysely'

/** The schema after the newest migration, as `pg` gives its values. */
export interface Tables {
  entries: {
    /** A bigint, which `pg` gives as text because a number would lose digits. */
    id: Generated<string>
    author: string
    message: string
    created_at: Generated<Date>
  }
  schema_migrations: {
    name: string
    compatible_with_previous: boolean
    applied_at: Generated<Date>
    checksum: string | null
  }
}
