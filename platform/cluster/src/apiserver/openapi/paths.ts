import { isDeletedAsCollection, type Resource } from '../../machinery/resource.ts'
import { patchTypes } from '../patch/patch.ts'
import { gvkOf } from './kind-schemas.ts'

/** Which form of OpenAPI the operations are written in. */
export type Form = 'v2' | 'v3'

const parameters: { [name: string]: string } = {
  continue: 'string',
  dryRun: 'string',
  fieldManager: 'string',
  fieldSelector: 'string',
  fieldValidation: 'string',
  force: 'boolean',
  gracePeriodSeconds: 'integer',
  labelSelector: 'string',
  limit: 'integer',
  propagationPolicy: 'string',
  resourceVersion: 'string',
  resourceVersionMatch: 'string',
  sendInitialEvents: 'boolean',
  timeoutSeconds: 'integer',
  watch: 'boolean',
}

const listParameters = [
  'continue',
  'fieldSelector',
  'labelSelector',
  'limit',
  'resourceVersion',
  'resourceVersionMatch',
  'sendInitialEvents',
  'timeoutSeconds',
  'watch',
]
const writeParameters = ['dryRun', 'fieldManager', 'fieldValidation']
const deleteParameters = ['dryRun', 'gracePeriodSeconds', 'propagationPolicy']

/**
 * The paths of a resource, as far as clients read them: which kind a path has, which query parameters and patch types
 * its operations take.
 */
export function resourcePaths(resource: Resource, form: Form): { [path: string]: object } {
  const { group, version, namespaced } = resource
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`
  const collection = `${root}/${namespaced ? 'namespaces/{namespace}/' : ''}${resource.resource}`
  const operation = (action: string, names: readonly string[], body?: object) => ({
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': gvkOf(resource),
    parameters: names.map((name) => queryParameter(name, form)),
    responses: { 200: { description: 'OK' } },
    ...body,
  })
  const list = { get: operation('list', listParameters) }
  const patchBody = patchContent(patchTypes(resource), form)
  return {
    ...(namespaced && { [`${root}/${resource.resource}`]: list }),
    [collection]: {
      ...list,
      post: operation('post', writeParameters),
      ...(isDeletedAsCollection(resource) && {
        delete: operation('deletecollection', [...deleteParameters, 'fieldSelector', 'labelSelector']),
      }),
    },
    [`${collection}/{name}`]: {
      get: operation('get', []),
      put: operation('put', writeParameters),
      patch: operation('patch', [...writeParameters, 'force'], patchBody),
      delete: operation('delete', deleteParameters),
    },
  }
}

function queryParameter(name: string, form: Form): object {
  const type = parameters[name]
  return { name, in: 'query', ...(form === 'v3' ? { schema: { type } } : { type }) }
}

function patchContent(types: readonly string[], form: Form): object {
  if (form === 'v2') return { consumes: types }
  const schema = { type: 'object' }
  return { requestBody: { content: Object.fromEntries(types.map((type) => [type, { schema }])) } }
}
