import type { Clock } from '@gitops-example/kit/clock'
import type { StoredObject } from '../../machinery/objects.ts'
import type { Resource } from '../../machinery/resource.ts'
import { badRequest } from '../../machinery/status-error.ts'
import type { Encoder, ListMeta } from '../http/encode/encoder.ts'
import type { JsonTexts } from '../http/encode/json-texts.ts'
import { partialObject } from '../http/encode/partial-encoder.ts'
import { columnsOf } from './columns-of.ts'

interface TableOptions {
  clock: Clock
  texts: JsonTexts
  /** None, Metadata or Object, as in the query; empty is Metadata. */
  includeObject: string
}

/** `Table` objects, which kubectl prints as they are (Kubernetes: API Concepts, "Receiving resources as Tables"). */
export function tableEncoder(resource: Resource, options: TableOptions): Encoder {
  const { clock } = options
  const columns = columnsOf(resource)
  const include = inclusion(options)
  const definitions = JSON.stringify(
    columns.map(({ name, type = 'string', wide = false, description = '' }) => {
      return { name, type, format: name === 'Name' ? 'name' : '', description, priority: wide ? 1 : 0 }
    }),
  )
  const row = (object: StoredObject, nowMs: number) => {
    const cells = JSON.stringify(columns.map(({ cell }) => cell(object, nowMs)))
    return `{"cells":${cells},"object":${include(object)}}`
  }
  const table = (objects: readonly StoredObject[], meta: object) => {
    const nowMs = clock.now()
    const rows = objects.map((object) => row(object, nowMs)).join(',')
    return `{"kind":"Table","apiVersion":"meta.k8s.io/v1","metadata":${JSON.stringify(meta)},"columnDefinitions":${definitions},"rows":[${rows}]}`
  }
  return {
    one: (object) => table([object], { resourceVersion: object.metadata.resourceVersion }),
    list: (objects, meta: ListMeta) => table(objects, meta),
    bookmark: (resourceVersion, annotations) =>
      table([], { resourceVersion, ...(annotations && { annotations }) }),
  }
}

function inclusion({ includeObject, texts }: TableOptions): (object: StoredObject) => string {
  switch (includeObject) {
    case 'None':
      return () => 'null'
    case 'Object':
      return (object) => texts.of(object)
    case 'Metadata':
    case '':
      return (object) => JSON.stringify(partialObject(object))
    default:
      throw badRequest(`unrecognized includeObject value: ${JSON.stringify(includeObject)}`)
  }
}
