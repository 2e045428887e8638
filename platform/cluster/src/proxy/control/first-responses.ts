import type { PartContext } from '../../client/parts.ts'
import type { FromDataPath } from '../protocol.ts'

type FirstResponse = Extract<FromDataPath, { type: 'first-response' }>

export interface FirstResponses extends Disposable {
  /** Receives the first response of each port of a pod. */
  report(response: FirstResponse): void
}

/** Emits `pod.first-response` once for each pod. */
export function emitFirstResponses({ client, events }: PartContext): FirstResponses {
  const reported = new Set<string>()
  const watch = client.watch('pods', ({ type, object }) => {
    if (type === 'DELETED') reported.delete(object.metadata.uid)
  })
  return {
    report({ pod: { namespace, name, uid }, status, at }) {
      if (reported.has(uid)) return
      const pod = client.get('pods', namespace, name)
      if (pod?.metadata.uid !== uid) return
      reported.add(uid)
      const images = pod.spec?.containers.flatMap(({ image }) => image ?? []) ?? []
      events.emit('pod.first-response', {
        namespace,
        pod: name,
        images,
        ...(status === undefined ? {} : { status }),
        at,
      })
    },
    [Symbol.dispose]: () => watch[Symbol.dispose](),
  }
}
