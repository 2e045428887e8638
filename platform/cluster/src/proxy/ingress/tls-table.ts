import type { Ingress } from '#kubernetes/networking/v1'
import type { Live } from '../../machinery/objects.ts'

/** The Secret that holds the certificate of a host. */
export interface TlsSecretRef {
  namespace: string
  secret: string
}

/** Certificates by host in lower case, wildcards as written; the older Ingress wins where two name one host. */
export type TlsTable = Map<string, TlsSecretRef>

/** `ingresses` by age. An entry without hosts is for every host of its Ingress. */
export function buildTlsTable(ingresses: readonly Live<Ingress>[]): TlsTable {
  const table: TlsTable = new Map()
  for (const { metadata, spec } of ingresses) {
    const ruleHosts = spec?.rules?.flatMap(({ host }) => host ?? []) ?? []
    for (const { hosts = [], secretName } of spec?.tls ?? []) {
      if (!secretName) continue
      for (const host of hosts.length > 0 ? hosts : ruleHosts) {
        const key = host.toLowerCase()
        if (!table.has(key)) table.set(key, { namespace: metadata.namespace ?? '', secret: secretName })
      }
    }
  }
  return table
}

/** The certificate for the name that a client asks for (SNI): the host's own before a wildcard's. */
export function findTlsSecret(table: TlsTable, serverName: string): TlsSecretRef | undefined {
  const host = serverName.toLowerCase()
  const dot = host.indexOf('.')
  return table.get(host) ?? (dot > 0 ? table.get(`*${host.slice(dot)}`) : undefined)
}
