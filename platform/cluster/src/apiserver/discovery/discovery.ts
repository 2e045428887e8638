import { unknownPath } from '../../machinery/status-error.ts'
import { type Answer, ok } from '../http/answer.ts'
import { acceptEntries } from '../http/negotiate.ts'
import type { Api } from '../registry/api.ts'
import { aggregatedGroups } from './aggregated.ts'
import { type ApiVersion, apiVersions } from './api-version.ts'

/** What discovery answers below `/api` and `/apis`; made again only when resources came or went. */
export class Discovery {
  readonly #api: Api
  readonly #virtual: readonly ApiVersion[]
  #generation = -1
  #versions: readonly ApiVersion[] = []

  constructor(api: Api, virtual: readonly ApiVersion[]) {
    this.#api = api
    this.#virtual = virtual
  }

  /** `/api` and `/apis`: the groups, or with the fitting `Accept` everything at once. */
  root(root: 'api' | 'apis', accept: string | undefined, host: string): Answer {
    const versions = this.#current().filter(({ group }) => (group === '') === (root === 'api'))
    const aggregated = aggregatedVersion(accept)
    if (aggregated !== undefined) {
      const contentType = `application/json;g=apidiscovery.k8s.io;v=${aggregated};as=APIGroupDiscoveryList`
      return { code: 200, json: aggregatedGroups(versions, aggregated), contentType }
    }
    if (root === 'api') {
      return ok({
        kind: 'APIVersions',
        versions: ['v1'],
        serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: host }],
      })
    }
    const names = [...new Set(versions.map(({ group }) => group))]
    return ok({
      kind: 'APIGroupList',
      apiVersion: 'v1',
      groups: names.map((name) => groupOf(name, versions)),
    })
  }

  /** `/apis/GROUP`. */
  group(name: string): Answer {
    const versions = this.#current().filter(({ group }) => group === name)
    if (name === '' || versions.length === 0) throw unknownPath()
    return ok({ kind: 'APIGroup', apiVersion: 'v1', ...groupOf(name, versions) })
  }

  /** `/api/v1` and `/apis/GROUP/VERSION`. */
  resources(group: string, version: string): Answer {
    const found = this.#current().find((one) => one.group === group && one.version === version)
    if (found === undefined) throw unknownPath()
    return ok({
      kind: 'APIResourceList',
      apiVersion: 'v1',
      groupVersion: nameOf(found),
      resources: found.resources,
    })
  }

  /** Paths that the root lists. */
  paths(): string[] {
    const versions = this.#current()
    return versions.map((one) => (one.group === '' ? `/api/${one.version}` : `/apis/${nameOf(one)}`))
  }

  #current(): readonly ApiVersion[] {
    const { resources } = this.#api
    if (this.#generation !== resources.generation) {
      this.#versions = apiVersions(resources, this.#virtual)
      this.#generation = resources.generation
    }
    return this.#versions
  }
}

function nameOf({ group, version }: ApiVersion): string {
  return group === '' ? version : `${group}/${version}`
}

function groupOf(name: string, all: readonly ApiVersion[]): object {
  const versions = all
    .filter(({ group }) => group === name)
    .map((one) => ({ groupVersion: nameOf(one), version: one.version }))
  return { name, versions, preferredVersion: versions[0] }
}

/** The version of aggregated discovery that a client of 1.26 or newer asks for first. */
function aggregatedVersion(accept: string | undefined): 'v2' | 'v2beta1' | undefined {
  for (const { type, g, v, as } of acceptEntries(accept)) {
    if (type !== 'application/json' && type !== '*/*') continue
    if (as === undefined) return undefined
    if (g !== 'apidiscovery.k8s.io' || as !== 'APIGroupDiscoveryList') continue
    if (v === 'v2' || v === 'v2beta1') return v
  }
  return undefined
}
