import type { WriteOptions } from '../api/api.ts'
import type { ApiRequest } from './api-request.ts'
import { fieldManager, isDryRun } from './query.ts'

/** What the query of a write says about how to write. */
export function writeOptions({ query, headers }: ApiRequest): WriteOptions & { manager: string } {
  return {
    dryRun: isDryRun(query.getAll('dryRun')),
    manager: fieldManager(query, headers['user-agent']),
  }
}
