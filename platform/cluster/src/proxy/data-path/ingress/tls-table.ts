import type { IngressView } from '../../protocol.ts'

/**
 * The keys of the Secrets that hold certificates, by host in lower case, wildcards as written; the older Ingress wins
 * where two name one host.
 */
export type TlsTable = Map<string, string>

/** `ingresses` by age. An entry without hosts is for every host of its Ingress. */
export function buildTlsTable(ingresses: readonly IngressView[]): TlsTable {
  const table: TlsTable = new Map()
  for (const { metadata, spec } of ingresses) {
    const ruleHosts = spec?.rules?.flatMap(({ host }) => host ?? []) ?? []
    for (const { hosts = [], secretName } of spec?.tls ?? []) {
      if (!secretName) continue
      for (const host of hosts.length > 0 ? hosts : ruleHosts) {
        const key = host.toLowerCase()
        if (!table.has(key)) table.set(key, `${metadata.namespace}/${secretName}`)
      }
    }
  }
  return table
}

/** The Secret with the certificate for the name that a client asks for (SNI): the host's own before a wildcard's. */
export function findTlsSecret(table: TlsTable, serverName: string): string | undefined {
  const host = serverName.toLowerCase()
  const dot = host.indexOf('.')
  return table.get(host) ?? (dot > 0 ? table.get(`*${host.slice(dot)}`) : undefined)
}
