import { asObject, type JsonObject } from '../../machinery/json/json.ts'
import { badRequest } from '../../machinery/status-error.ts'
import type { ApiDeleteOptions } from '../registry/delete.ts'
import { unsupportedOption } from '../registry/options-error.ts'
import type { ApiRequest } from './api-request.ts'
import { requireObject } from './decode-body.ts'
import { boolParameter, countParameter, isDryRun } from './query.ts'
import type { ServerContext } from './server-context.ts'

const policies = ['Background', 'Foreground', 'Orphan'] as const

/** `DeleteOptions` from the body, or from the query where there is no body. */
export async function readDeleteOptions(
  { bodies }: ServerContext,
  request: ApiRequest,
): Promise<ApiDeleteOptions> {
  const bytes = await request.body()
  if (bytes.length === 0) return fromQuery(request.query)
  const { value } = await bodies.decode(bytes, request.headers['content-type'])
  const options = deleteOptionsOf(requireObject(value))
  return { ...options, dryRun: options.dryRun || isDryRun('DeleteOptions', request.query.getAll('dryRun')) }
}

function fromQuery(query: URLSearchParams): ApiDeleteOptions {
  const gracePeriodSeconds = countParameter(query, 'gracePeriodSeconds')
  const policy = query.get('propagationPolicy') ?? ''
  const orphans = query.has('orphanDependents') ? boolParameter(query, 'orphanDependents') : undefined
  return {
    ...propagation(policy, orphans),
    ...(gracePeriodSeconds !== undefined && { gracePeriodSeconds }),
    dryRun: isDryRun('DeleteOptions', query.getAll('dryRun')),
  }
}

/** Parses a `DeleteOptions` object; 400 for what is none. */
export function deleteOptionsOf(body: JsonObject): ApiDeleteOptions {
  const { gracePeriodSeconds, propagationPolicy = '', orphanDependents, preconditions, dryRun } = body
  if (gracePeriodSeconds !== undefined && !Number.isInteger(gracePeriodSeconds)) {
    throw badRequest(
      'json: cannot unmarshal into Go struct field DeleteOptions.gracePeriodSeconds of type int64',
    )
  }
  if (typeof propagationPolicy !== 'string') throw invalidPolicy(propagationPolicy)
  const { uid, resourceVersion } = asObject(preconditions)
  const stages = Array.isArray(dryRun) ? dryRun.map(String) : []
  return {
    ...propagation(propagationPolicy, typeof orphanDependents === 'boolean' ? orphanDependents : undefined),
    ...(typeof gracePeriodSeconds === 'number' && { gracePeriodSeconds }),
    ...(typeof uid === 'string' && { uid }),
    ...(typeof resourceVersion === 'string' && { resourceVersion }),
    dryRun: isDryRun('DeleteOptions', stages),
  }
}

function propagation(
  policy: string,
  orphans: boolean | undefined,
): Pick<ApiDeleteOptions, 'propagationPolicy'> {
  if (policy === '')
    return orphans === undefined ? {} : { propagationPolicy: orphans ? 'Orphan' : 'Background' }
  const known = policies.find((name) => name === policy)
  if (known === undefined) throw invalidPolicy(policy)
  return { propagationPolicy: known }
}

function invalidPolicy(given: unknown) {
  return unsupportedOption('DeleteOptions', 'propagationPolicy', given, [...policies, 'nil'])
}
