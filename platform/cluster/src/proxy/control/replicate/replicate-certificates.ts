import type { Ingress } from '#kubernetes/networking/v1'
import type { ClusterClient } from '../../../client/cluster-client.ts'
import { objectKey } from '../../../client/queue/object-key.ts'
import type { Live } from '../../../machinery/objects.ts'
import type { CertificateView } from '../../protocol.ts'
import type { Post } from '../data-path-thread.ts'
import { isServed } from '../ingress/ingress-class.ts'
import type { TlsSecrets } from '../ingress/tls-secrets.ts'

/** Gives the data path the certificates that served Ingresses name, and of no other Secret anything. */
export function replicateCertificates(client: ClusterClient, secrets: TlsSecrets, post: Post): Disposable {
  const sent = new Map<string, CertificateView>()
  let isScheduled = false
  const watches = new DisposableStack()
  watches.use(
    client.watch('ingresses', (event) => {
      const wants = wantsTls(event.object) || (event.type === 'MODIFIED' && wantsTls(event.old))
      if (wants) schedule()
    }),
  )
  watches.use(client.watch('ingressclasses', schedule))
  watches.use(
    client.watch('secrets', ({ object }) => {
      if (object.data?.['tls.crt'] !== undefined || sent.has(objectKey(object.metadata))) schedule()
    }),
  )

  function schedule() {
    if (isScheduled) return
    isScheduled = true
    queueMicrotask(() => {
      isScheduled = false
      if (!watches.disposed) replicate()
    })
  }

  function replicate() {
    const wanted = wantedSecrets()
    for (const key of sent.keys()) if (!wanted.has(key)) forget(key)
    for (const [key, { namespace, name }] of wanted) {
      const certificate = secrets.find(namespace, name)
      if (certificate === sent.get(key)) continue
      if (certificate === undefined) forget(key)
      else {
        sent.set(key, certificate)
        post({ type: 'certificate', key, certificate })
      }
    }
  }

  function forget(key: string) {
    sent.delete(key)
    post({ type: 'certificate', key })
  }

  function wantedSecrets(): Map<string, { namespace: string; name: string }> {
    const classes = client.list('ingressclasses')
    const wanted = new Map<string, { namespace: string; name: string }>()
    for (const ingress of client.list('ingresses')) {
      if (!wantsTls(ingress) || !isServed(ingress, classes)) continue
      const { namespace = '' } = ingress.metadata
      for (const { secretName: name } of ingress.spec?.tls ?? []) {
        if (name) wanted.set(objectKey({ namespace, name }), { namespace, name })
      }
    }
    return wanted
  }

  return watches
}

function wantsTls({ spec }: Live<Ingress>): boolean {
  return (spec?.tls ?? []).length > 0
}
