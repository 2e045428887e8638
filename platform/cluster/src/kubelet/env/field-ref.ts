import type { Pod } from '#kubernetes/core/v1'
import type { Live } from '../../machinery/objects.ts'
import { configError } from '../config-error.ts'
import { podAddress } from '../pod-address.ts'

/** The text of a pod's field, as `fieldRef` names it (Kubernetes: Downward API). */
export function fieldValue(pod: Live<Pod>, nodeName: string, fieldPath: string): string {
  const { metadata, spec } = pod
  const entry = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(fieldPath)
  if (entry !== null)
    return metadata[entry[1] === 'labels' ? 'labels' : 'annotations']?.[entry[2] ?? ''] ?? ''
  switch (fieldPath) {
    case 'metadata.name':
      return metadata.name
    case 'metadata.namespace':
      return metadata.namespace ?? ''
    case 'metadata.uid':
      return metadata.uid
    case 'metadata.labels':
      return formatMap(metadata.labels)
    case 'metadata.annotations':
      return formatMap(metadata.annotations)
    case 'spec.nodeName':
      return nodeName
    case 'spec.serviceAccountName':
      return spec?.serviceAccountName ?? 'default'
    case 'status.hostIP':
    case 'status.hostIPs':
    case 'status.podIP':
    case 'status.podIPs':
      return podAddress
    default:
      throw configError(`unsupported fieldPath: ${fieldPath}`)
  }
}

/** Sorted `key="value"` lines, as upstream writes labels and annotations into files. */
function formatMap(map: Readonly<Record<string, string>> = {}): string {
  return Object.keys(map)
    .toSorted()
    .map((key) => `${key}=${JSON.stringify(map[key])}`)
    .join('\n')
}
