import { createSecureContext, type SecureContext } from 'node:tls'
import type { CertificateView } from '../../protocol.ts'

/** Certificates by the key of their Secret, each made ready when it is first asked for. */
export class TlsContexts {
  readonly #certificates = new Map<string, CertificateView>()
  readonly #contexts = new Map<string, SecureContext>()

  replace(key: string, certificate: CertificateView | undefined): void {
    this.#contexts.delete(key)
    if (certificate === undefined) this.#certificates.delete(key)
    else this.#certificates.set(key, certificate)
  }

  /** Throws where there is no certificate. */
  get(key: string): SecureContext {
    const known = this.#contexts.get(key)
    if (known !== undefined) return known
    const found = this.#certificates.get(key)
    if (found === undefined) throw new Error(`Secret ${key} gives no certificate`)
    const context = createSecureContext({ cert: found.certificate, key: found.key, minVersion: 'TLSv1.2' })
    this.#contexts.set(key, context)
    return context
  }
}
