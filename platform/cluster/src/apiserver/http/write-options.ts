import type { WriteOptions } from '../registry/api.ts'
import type { ApiRequest } from './api-request.ts'
import { fieldManager, isDryRun, optionsKind } from './query.ts'

/** What the query of a write says about how to write. */
export function writeOptions({ method, query, headers }: ApiRequest): WriteOptions & { manager: string } {
  return {
    dryRun: isDryRun(optionsKind(method), query.getAll('dryRun')),
    manager: fieldManager(query, headers['user-agent']),
  }
}
