import { createSecureContext, type SecureContext } from 'node:tls'
import { GitopsError } from '@gitops-example/kit/errors'
import type { ClusterClient } from '../../client/cluster-client.ts'
import type { TlsSecretRef } from './tls-table.ts'

/** Certificates of Secrets, read again when a Secret changes. */
export class TlsContexts {
  readonly #client: ClusterClient
  readonly #known = new Map<string, { version: string; context: SecureContext }>()

  constructor(client: ClusterClient) {
    this.#client = client
  }

  /** Throws a `GitopsError` that says why there is no certificate. */
  get({ namespace, secret: name }: TlsSecretRef): SecureContext {
    const key = `${namespace}/${name}`
    const secret = this.#client.get('secrets', namespace, name)
    if (secret === undefined) {
      this.#known.delete(key)
      throw new GitopsError('tls-secret-missing', `Secret ${key} does not exist.`)
    }
    const version = `${secret.metadata.uid}/${secret.metadata.resourceVersion}`
    const known = this.#known.get(key)
    if (known?.version === version) return known.context
    const certificate = secret.data?.['tls.crt']
    const privateKey = secret.data?.['tls.key']
    if (certificate === undefined || privateKey === undefined) {
      throw new GitopsError('tls-secret-incomplete', `Secret ${key} lacks tls.crt or tls.key.`)
    }
    try {
      const context = createSecureContext({
        cert: Buffer.from(certificate, 'base64'),
        key: Buffer.from(privateKey, 'base64'),
        minVersion: 'TLSv1.2',
      })
      this.#known.set(key, { version, context })
      return context
    } catch (cause) {
      throw new GitopsError(
        'tls-secret-invalid',
        `Secret ${key} holds no certificate with its private key in PEM.`,
        { cause },
      )
    }
  }
}
