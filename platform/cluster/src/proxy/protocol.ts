import type { IngressSpec } from '#kubernetes/networking/v1'

/** Where HTTP and HTTPS are answered by the rules of Ingresses. */
export type Scheme = 'http' | 'https'

export interface PodRef {
  namespace: string
  name: string
  uid: string
}

/** One port of one endpoint of a slice, with its conditions where the slice leaves them open. */
export interface SliceEndpoint {
  /** Equal for the same port of the same pod in every slice. */
  key: string
  portName: string
  address: string
  port: number
  pod: PodRef | undefined
  ready: boolean
  /** Answers although it is on its way out. */
  draining: boolean
}

/** What traffic needs of a Service. */
export interface ServiceView {
  ports: { number: number; name: string; appProtocol?: string }[]
  /** How long a client's address keeps its pod, in milliseconds; undefined where the Service does not ask for it. */
  affinityMs?: number
}

/** What traffic needs of an Ingress that the router serves. */
export interface IngressView {
  metadata: {
    namespace?: string
    name: string
    creationTimestamp: string
    annotations?: { [name: string]: string }
  }
  spec?: IngressSpec
}

/** A certificate with its chain and its private key, in PEM. */
export interface CertificateView {
  certificate: string
  key: string
}

/**
 * What the control side tells the data path; messages take effect in their order. A view replaces the one of the same key,
 * which is `NAMESPACE/NAME`; without a value it is gone.
 */
export type ToDataPath =
  | { type: 'service'; key: string; service?: ServiceView }
  | { type: 'slice'; key: string; service?: string; endpoints: SliceEndpoint[] }
  | { type: 'ingress'; key: string; ingress?: IngressView }
  | { type: 'certificate'; key: string; certificate?: CertificateView }
  | OpenPort
  | { type: 'close-port'; id: number }
  | ServeIngress
  /** Answered with `settled` when everything before has taken effect. */
  | { type: 'settle'; turn: number }

/** Opens a port of 127.0.0.1 for a port of a Service. */
export interface OpenPort {
  type: 'open-port'
  /** Names the port from now on. */
  id: number
  /** Key of the Service. */
  service: string
  port: number
  /** Tried in this order before any free port. */
  wishes: number[]
}

/** Opens the port for HTTP or HTTPS by the rules of Ingresses. */
export interface ServeIngress {
  type: 'serve-ingress'
  scheme: Scheme
  port: number
  /** Whether no other port will do. */
  isFixed: boolean
}

/** What the data path reports. */
export type FromDataPath =
  | { type: 'port-open'; id: number; port: number }
  | { type: 'port-refused'; id: number; reason: string }
  | { type: 'ingress-open'; scheme: Scheme; port: number }
  /** `at` is in milliseconds since the Unix epoch; `status` is there where the response is HTTP. */
  | { type: 'first-response'; pod: PodRef; status?: number; at: number }
  | { type: 'log'; line: string }
  | { type: 'settled'; turn: number }
