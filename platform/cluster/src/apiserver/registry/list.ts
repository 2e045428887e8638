import type { StoredObject } from '../../machinery/objects.ts'
import { type Resource, storageName } from '../../machinery/resource.ts'
import { badRequest, expired } from '../../machinery/status-error.ts'
import { keyOf, listBefore } from '../../storage/list-at.ts'
import type { Api } from './api.ts'
import { type ContinueToken, readContinueToken, writeContinueToken } from './continue-token.ts'
import { type ObjectFilter, picks } from './object-filter.ts'
import { forbiddenOption, unsupportedOption } from './options-error.ts'
import { readVersion, requireKnownVersion } from './versions.ts'

export interface ListOptions {
  limit?: number
  continue?: string
  resourceVersion?: string
  resourceVersionMatch?: string
}

export interface ObjectList {
  items: readonly StoredObject[]
  /** The version of the store that the list shows. */
  version: number
  continue?: string
  remaining?: number
}

/**
 * Objects in the order of namespace and name. All pages of a chunked list show the same version; 410 once the log no
 * longer reaches back to it (Kubernetes: API Concepts, "Retrieving large results sets in chunks").
 */
export function listObjects(
  api: Api,
  resource: Resource,
  filter: ObjectFilter,
  options: ListOptions,
): ObjectList {
  const token = options.continue ? readContinueToken(options.continue) : undefined
  const version = versionOf(api, options, token)
  const all = listAt(api, resource, filter.namespace, version)
  const isFiltered = filter.labels.length > 0 || filter.fields.length > 0
  const first = token === undefined ? 0 : all.findIndex((object) => keyOf(object) > token.after)
  if (first === -1) return { items: [], version }
  const limit = options.limit || all.length
  if (!isFiltered && first === 0 && limit >= all.length) return { items: all, version }
  const items: StoredObject[] = []
  for (let index = first; index < all.length; index++) {
    const object = all[index]
    if (object === undefined || (isFiltered && !picks(filter, object))) continue
    items.push(object)
    if (items.length < limit || index === all.length - 1) continue
    const next = writeContinueToken({ version, after: keyOf(object) })
    return { items, version, continue: next, ...(!isFiltered && { remaining: all.length - index - 1 }) }
  }
  return { items, version }
}

/** Reading the present is always fresh enough, except where a client asks for one version exactly. */
function versionOf(api: Api, options: ListOptions, token: ContinueToken | undefined): number {
  const { resourceVersion = '', resourceVersionMatch = '' } = options
  requireMatchFits(options)
  if (token !== undefined) {
    if (resourceVersion !== '' && resourceVersion !== '0') {
      throw badRequest('specifying resource version is not allowed when using continue')
    }
    return token.version
  }
  const wanted = readVersion(resourceVersion)
  requireKnownVersion(api, wanted)
  return resourceVersionMatch === 'Exact' ? wanted : api.store.version
}

function requireMatchFits({
  resourceVersion = '',
  resourceVersionMatch = '',
  continue: token = '',
}: ListOptions) {
  const field = 'resourceVersionMatch'
  if (resourceVersionMatch === '') return
  if (token !== '')
    throw forbiddenOption('ListOptions', field, `${field} is forbidden when continue is provided`)
  if (resourceVersion === '') {
    throw forbiddenOption('ListOptions', field, `${field} is forbidden unless resourceVersion is provided`)
  }
  if (resourceVersionMatch !== 'Exact' && resourceVersionMatch !== 'NotOlderThan') {
    throw unsupportedOption('ListOptions', field, resourceVersionMatch, ['Exact', 'NotOlderThan', ''])
  }
  if (resourceVersionMatch === 'Exact' && resourceVersion === '0') {
    throw forbiddenOption('ListOptions', field, `${field} "Exact" is forbidden for resourceVersion "0"`)
  }
}

function listAt(api: Api, resource: Resource, namespace: string | undefined, version: number) {
  const name = storageName(resource)
  const now = api.store.list(name, namespace)
  if (version === api.store.version) return now
  const changes = api.store.changesSince(version)
  if (changes === undefined || version > api.store.version) {
    throw expired(
      'The provided continue parameter is too old to display a consistent list result. You must start a new list without the continue parameter.',
    )
  }
  const concerned = changes.filter(
    (change) =>
      change.resource === name && (namespace === undefined || change.object.metadata.namespace === namespace),
  )
  return listBefore(now, concerned)
}
