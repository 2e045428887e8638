import { field, textField } from '@gitops-example/kit/json/fields'
import type { KubeObject } from './kube-object.ts'
import { parseObject } from './parse-object.ts'

export type WatchEvent =
  | { type: 'ADDED' | 'MODIFIED' | 'DELETED'; object: KubeObject }
  /** Nothing has changed up to this version. */
  | { type: 'BOOKMARK'; resourceVersion: string | undefined }
  /** Such as 410 where the log of changes was compacted. */
  | { type: 'ERROR'; code: number }

/** One line of a watch. */
export function parseWatchEvent(line: string): WatchEvent {
  const event: unknown = JSON.parse(line)
  const type = textField(event, 'type')
  const object = field(event, 'object')
  if (type === 'BOOKMARK') {
    return { type, resourceVersion: textField(object, 'metadata', 'resourceVersion') }
  }
  if (type === 'ADDED' || type === 'MODIFIED' || type === 'DELETED')
    return { type, object: parseObject(object) }
  return { type: 'ERROR', code: Number(field(object, 'code') ?? 500) }
}
