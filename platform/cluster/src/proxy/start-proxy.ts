import { setImmediate as turnOfLoop } from 'node:timers/promises'
import type { Part, PartContext } from '../client/parts.ts'
import { DataPathThread, type Post } from './control/data-path-thread.ts'
import { emitFirstResponses } from './control/first-responses.ts'
import { IngressPorts } from './control/ingress/ingress-ports.ts'
import { keepIngressStatus } from './control/ingress/ingress-status.ts'
import { TlsSecrets } from './control/ingress/tls-secrets.ts'
import { replicateCertificates } from './control/replicate/replicate-certificates.ts'
import { replicateIngresses } from './control/replicate/replicate-ingresses.ts'
import { replicateServices } from './control/replicate/replicate-services.ts'
import { replicateSlices } from './control/replicate/replicate-slices.ts'
import { keepServicePorts } from './control/service/service-ports.ts'
import type { FromDataPath } from './protocol.ts'
import type { ProxyOptions } from './proxy-options.ts'

export interface Network extends Part {
  /** Where the ingress router answers HTTP on 127.0.0.1. */
  readonly ingressPort: number
  /** The same for HTTPS; undefined until an Ingress has asked for TLS. */
  readonly ingressTlsPort: number | undefined
  /** Resolves when traffic goes by everything that the API has reported until now. */
  settled(): Promise<void>
  /** Ends what carries the traffic; it starts again by itself, on the same ports. */
  restart(): void
}

/**
 * Starts what leads to the pods: a port of 127.0.0.1 for each port of each Service, and the ingress router. It listens
 * on loopback only. Traffic is carried by a thread of its own; what is said to the API and read from it stays here.
 */
export async function startProxy(context: PartContext, options: ProxyOptions): Promise<Network> {
  const { client, clock, events, log } = context
  await using starting = new AsyncDisposableStack()
  const secrets = new TlsSecrets(client)
  const ingressPorts = new IngressPorts(options.preferredIngressPort)
  const opened = Promise.withResolvers<void>()
  let hasFailed = false
  const responses = starting.use(emitFirstResponses(context))
  const thread = new DataPathThread({ clock, first: options.dataPath, feed, receive, onFailed })
  starting.defer(() => thread.stop())
  const post: Post = (message) => thread.post(message)
  const status = starting.use(
    keepIngressStatus(context, {
      secrets,
      ports: ingressPorts,
      onTlsWanted: () => ingressPorts.wantTls(post),
    }),
  )
  const servicePorts = starting.use(keepServicePorts(context, post))
  await opened.promise
  const running = starting.move()
  return {
    ingressPort: ingressPorts.http ?? 0,
    get ingressTlsPort() {
      return ingressPorts.https
    },
    async settled() {
      // Controllers react to a change within the turn of the loop in which it came.
      await turnOfLoop()
      await thread.settled()
    },
    restart: () => thread.restart(),
    stop: () => running.disposeAsync(),
  }

  function feed(toThread: Post, isRestart: boolean): Disposable {
    const feeding = new DisposableStack()
    feeding.use(replicateServices(client, toThread))
    feeding.use(replicateSlices(client, toThread))
    feeding.use(replicateIngresses(client, toThread))
    feeding.use(replicateCertificates(client, secrets, toThread))
    // Nobody is let in before the first state of everything has gone over, which it does in microtasks.
    const letIn = setImmediate(() => {
      ingressPorts.open(toThread)
      if (isRestart) servicePorts.openAgain()
    })
    feeding.defer(() => clearImmediate(letIn))
    return feeding
  }

  function receive(message: FromDataPath): void {
    if (message.type === 'first-response') responses.report(message)
    else if (message.type === 'log') log(message.line)
    else if (message.type === 'ingress-open') {
      ingressPorts.opened(message.scheme, message.port)
      opened.resolve()
      status.refresh()
      if (hasFailed && message.scheme === 'http') events.emit('network.restored', { at: clock.now() })
    } else if (message.type !== 'settled') servicePorts.settle(message)
  }

  function onFailed(reason: string): void {
    opened.reject(new Error(reason))
    hasFailed = true
    log(`network: what carries traffic has ended: ${reason}. It is started again.`)
    events.emit('network.failed', { reason, at: clock.now() })
  }
}
