import { createSecureContext } from 'node:tls'
import { GitopsError } from '@gitops-example/kit/errors'
import type { ClusterClient } from '../../../client/cluster-client.ts'
import { objectKey } from '../../../client/queue/object-key.ts'
import type { CertificateView } from '../../protocol.ts'

/** Certificates of Secrets, read again when a Secret changes. */
export class TlsSecrets {
  readonly #client: ClusterClient
  readonly #known = new Map<string, { version: string; certificate: CertificateView }>()

  constructor(client: ClusterClient) {
    this.#client = client
  }

  /** The same object for as long as the Secret does not change; undefined where it gives no certificate. */
  find(namespace: string, name: string): CertificateView | undefined {
    try {
      return this.get(namespace, name)
    } catch {
      return undefined
    }
  }

  /** Throws a `GitopsError` that says why there is no certificate. */
  get(namespace: string, name: string): CertificateView {
    const key = objectKey({ namespace, name })
    const secret = this.#client.get('secrets', namespace, name)
    if (secret === undefined) {
      this.#known.delete(key)
      throw new GitopsError('tls-secret-missing', `Secret ${key} does not exist.`)
    }
    const version = `${secret.metadata.uid}/${secret.metadata.resourceVersion}`
    const known = this.#known.get(key)
    if (known?.version === version) return known.certificate
    const { 'tls.crt': encoded, 'tls.key': encodedKey } = secret.data ?? {}
    if (encoded === undefined || encodedKey === undefined) {
      throw new GitopsError('tls-secret-incomplete', `Secret ${key} lacks tls.crt or tls.key.`)
    }
    const certificate = { certificate: fromBase64(encoded), key: fromBase64(encodedKey) }
    try {
      createSecureContext({ cert: certificate.certificate, key: certificate.key, minVersion: 'TLSv1.2' })
    } catch (cause) {
      throw new GitopsError(
        'tls-secret-invalid',
        `Secret ${key} holds no certificate with its private key in PEM.`,
        { cause },
      )
    }
    this.#known.set(key, { version, certificate })
    return certificate
  }
}

function fromBase64(text: string): string {
  return Buffer.from(text, 'base64').toString()
}
