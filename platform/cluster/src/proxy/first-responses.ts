import type { PartContext } from '../client/parts.ts'
import type { Backend } from './endpoints/backend.ts'

export interface FirstResponses extends Disposable {
  /** Told of every response; tells on the first of each pod. `status` is there where the response is HTTP. */
  responded(backend: Backend, status?: number): void
}

/** Emits `pod.first-response` once for each pod. */
export function tellFirstResponses({ client, clock, events }: PartContext): FirstResponses {
  const told = new Set<string>()
  const watch = client.watch('pods', ({ type, object }) => {
    if (type === 'DELETED') told.delete(object.metadata.uid)
  })
  return {
    responded({ pod: ref }, status) {
      if (ref === undefined || told.has(ref.uid)) return
      const pod = client.get('pods', ref.namespace, ref.name)
      if (pod?.metadata.uid !== ref.uid) return
      told.add(ref.uid)
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
