import type { PartContext } from '../client/parts.ts'
import type { Backend } from './endpoints/backend.ts'

export interface FirstResponses extends Disposable {
  /** Receives every response and reports the first of each pod. `status` is there where the response is HTTP. */
  responded(backend: Backend, status?: number): void
}

/** Emits `pod.first-response` once for each pod. */
export function reportFirstResponses({ client, clock, events }: PartContext): FirstResponses {
  const reported = new Set<string>()
  const watch = client.watch('pods', ({ type, object }) => {
    if (type === 'DELETED') reported.delete(object.metadata.uid)
  })
  return {
    responded({ pod: ref }, status) {
      if (ref === undefined || reported.has(ref.uid)) return
      const pod = client.get('pods', ref.namespace, ref.name)
      if (pod?.metadata.uid !== ref.uid) return
      reported.add(ref.uid)
      const images = pod.spec?.containers.flatMap(({ image }) => image ?? []) ?? []
      const { namespace, name } = ref
      const at = clock.now()
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
