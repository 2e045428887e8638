import type { StoredObject } from '../../../machinery/objects.ts'
import { groupVersion, type Resource } from '../../../machinery/resource.ts'
import type { Encoder } from './encoder.ts'
import type { JsonTexts } from './json-texts.ts'

/** Whole objects in the version that was asked for. */
export function objectEncoder(resource: Resource, texts: JsonTexts): Encoder {
  const version = groupVersion(resource)
  const { kind, view } = resource
  const one = (object: StoredObject): string => {
    if (view !== undefined) return JSON.stringify(view.fromHub(object))
    if (object.apiVersion === version) return texts.of(object)
    return JSON.stringify({ ...object, apiVersion: version })
  }
  return {
    one,
    list: (objects, meta) =>
      `{"kind":"${kind}List","apiVersion":"${version}","metadata":${JSON.stringify(meta)},"items":[${objects.map(one).join(',')}]}`,
    bookmark: (resourceVersion, annotations) =>
      JSON.stringify({
        kind,
        apiVersion: version,
        metadata: { resourceVersion, creationTimestamp: null, ...(annotations && { annotations }) },
      }),
  }
}
