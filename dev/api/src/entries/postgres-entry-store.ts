import type { Kysely } from 'kysely'
import type { Tables } from '../database/tables.ts'
import type { EntryStore } from './entry-store.ts'

const columns = ['id', 'author', 'message', 'created_at as createdAt'] as const

/** Newest is the highest id: unlike times, ids differ. */
export function createPostgresEntryStore(tables: Kysely<Tables>): EntryStore {
  return {
    list: (limit, before) =>
      tables
        .selectFrom('entries')
        .select(columns)
        .$if(before !== undefined, (query) => query.where('id', '<', before ?? ''))
        .orderBy('id', 'desc')
        .limit(limit)
        .execute(),

    add: (draft) =>
      tables
        .insertInto('entries')
        .values({ author: draft.author, message: draft.message })
        .returning(columns)
        .executeTakeFirstOrThrow(),

    find: (id) => tables.selectFrom('entries').select(columns).where('id', '=', id).executeTakeFirst(),

    async remove(id) {
      const { numDeletedRows } = await tables.deleteFrom('entries').where('id', '=', id).executeTakeFirst()
      return numDeletedRows > 0n
    },
  }
}
