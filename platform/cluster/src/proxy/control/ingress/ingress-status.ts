import { describeError } from '@gitops-example/kit/errors'
import type { Ingress } from '#kubernetes/networking/v1'
import { createEventRecorder } from '../../../client/event-recorder.ts'
import type { PartContext } from '../../../client/parts.ts'
import { createReconciler } from '../../../client/queue/reconciler.ts'
import { sameJson } from '../../../machinery/json/same.ts'
import type { Live } from '../../../machinery/objects.ts'
import { isServed } from './ingress-class.ts'
import type { IngressPorts } from './ingress-ports.ts'
import { ingressProblems } from './ingress-problems.ts'
import type { TlsSecrets } from './tls-secrets.ts'

export interface IngressStatus extends Disposable {
  /** Looks at every Ingress again, because `ports` has changed. */
  refresh(): void
}

interface IngressStatusOptions {
  secrets: TlsSecrets
  ports: IngressPorts
  /** Called when an Ingress wants HTTPS and there is no port for it. */
  onTlsWanted: () => void
}

/**
 * Writes into each served Ingress's status where it is reached: 127.0.0.1 and the ports. Reports by events what it asks
 * for in vain.
 */
export function keepIngressStatus(context: PartContext, options: IngressStatusOptions): IngressStatus {
  const { client, clock, log } = context
  const { secrets, ports, onTlsWanted } = options
  const recorder = createEventRecorder({ client, clock, log, component: 'ingress-router' })
  /** Problems reported, by uid, so that each is one event and not one for every look. */
  const reported = new Map<string, Set<string>>()
  const reconciler = createReconciler('ingress-router', context, reconcile)
  const watches = new DisposableStack()
  watches.use(reconciler)
  watches.use(
    client.watch('ingresses', ({ type, object }) => {
      if (type === 'DELETED') reported.delete(object.metadata.uid)
      else reconciler.enqueue(object.metadata)
    }),
  )
  watches.use(client.watch('ingressclasses', refresh))
  watches.use(
    client.watch('secrets', ({ object: { metadata } }) => {
      for (const ingress of client.list('ingresses', { namespace: metadata.namespace ?? '' })) {
        if (ingress.spec?.tls?.some(({ secretName }) => secretName === metadata.name)) {
          reconciler.enqueue(ingress.metadata)
        }
      }
    }),
  )

  function refresh() {
    for (const { metadata } of client.list('ingresses')) reconciler.enqueue(metadata)
  }

  function reconcile(namespace: string, name: string) {
    const ingress = client.get('ingresses', namespace, name)
    if (ingress === undefined || !isServed(ingress, client.list('ingressclasses'))) return
    const { http, https } = ports
    const wantsTls = (ingress.spec?.tls ?? []).length > 0
    if (wantsTls && https === undefined) onTlsWanted()
    // Looked at again once it is open.
    if (http === undefined) return
    const numbers = wantsTls && https !== undefined ? [http, https] : [http]
    const address = {
      ip: '127.0.0.1',
      hostname: 'localhost',
      ports: numbers.map((port) => ({ port, protocol: 'TCP' })),
    }
    const status = { loadBalancer: { ingress: [address] } }
    if (!sameJson(ingress.status, status)) client.updateStatus('ingresses', { ...ingress, status })
    tellProblems(ingress)
  }

  function tellProblems(ingress: Live<Ingress>) {
    const { namespace = '', uid } = ingress.metadata
    const before = reported.get(uid)
    const problems = ingressProblems(ingress, (secret) => whyNoCertificate(namespace, secret))
    for (const { reason, message } of problems) {
      if (!before?.has(message)) recorder.warning(ingress, reason, message)
    }
    if (problems.length === 0) reported.delete(uid)
    else reported.set(uid, new Set(problems.map(({ message }) => message)))
  }

  function whyNoCertificate(namespace: string, secret: string): string | undefined {
    try {
      secrets.get(namespace, secret)
      return undefined
    } catch (error) {
      return describeError(error)
    }
  }

  return { refresh, [Symbol.dispose]: () => watches.dispose() }
}
