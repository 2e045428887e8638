import type { StoredObject } from '../../../machinery/objects.ts'
import type { Encoder } from './encoder.ts'

const apiVersion = 'meta.k8s.io/v1'

/** An object reduced to its metadata. */
export function partialObject({ metadata }: StoredObject) {
  return { kind: 'PartialObjectMetadata', apiVersion, metadata }
}

/** `PartialObjectMetadata`: what metadata-only clients list and watch. */
export function partialEncoder(): Encoder {
  return {
    one: (object) => JSON.stringify(partialObject(object)),
    list: (objects, meta) =>
      JSON.stringify({
        kind: 'PartialObjectMetadataList',
        apiVersion,
        metadata: meta,
        items: objects.map(partialObject),
      }),
    bookmark: (resourceVersion, annotations) =>
      JSON.stringify({
        kind: 'PartialObjectMetadata',
        apiVersion,
        metadata: { resourceVersion, creationTimestamp: null, ...(annotations && { annotations }) },
      }),
  }
}
