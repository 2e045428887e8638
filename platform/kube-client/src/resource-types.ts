import { GitopsError } from '@gitops-example/kit/errors'
import { field, listField, textField } from '@gitops-example/kit/json/fields'
import type { Connection } from './connection.ts'
import { groupOf } from './kube-object.ts'

/** One kind in one version, as discovery describes it. */
export interface ResourceType {
  apiVersion: string
  kind: string
  plural: string
  namespaced: boolean
}

/** What the cluster serves. Read once; again when a kind is asked for that was not there. */
export class ResourceTypes {
  readonly #connection: Connection
  #types = new Map<string, ResourceType>()
  #reading: Promise<void> | undefined

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** The type, or an error that names what is missing. */
  async of(apiVersion: string, kind: string): Promise<ResourceType> {
    const known = this.#types.get(`${apiVersion}/${kind}`)
    if (known !== undefined) return known
    await this.read()
    const found = this.#types.get(`${apiVersion}/${kind}`)
    if (found !== undefined) return found
    throw new GitopsError(
      'kubernetes-unknown-kind',
      `The cluster does not serve the kind ${kind} of ${apiVersion}.`,
      {
        hint: 'Install its CustomResourceDefinition in an earlier sync wave.',
      },
    )
  }

  /** The type as far as it is known, without asking. */
  find(apiVersion: string, kind: string): ResourceType | undefined {
    return this.#types.get(`${apiVersion}/${kind}`)
  }

  /** The type in whichever version the cluster serves first. */
  async ofGroup(group: string, kind: string): Promise<ResourceType | undefined> {
    const find = () =>
      [...this.#types.values()].find((type) => groupOf(type.apiVersion) === group && type.kind === kind)
    if (find() === undefined) await this.read()
    return find()
  }

  /** For Helm's Capabilities: every `group/version` and `group/version/Kind`. */
  async apiVersions(): Promise<string[]> {
    if (this.#types.size === 0) await this.read()
    const versions = new Set<string>()
    for (const { apiVersion, kind } of this.#types.values())
      versions.add(apiVersion).add(`${apiVersion}/${kind}`)
    return [...versions].sort()
  }

  /** Reads discovery again; calls at the same time share one reading. */
  async read(): Promise<void> {
    this.#reading ??= this.#readAll().finally(() => {
      this.#reading = undefined
    })
    await this.#reading
  }

  async #readAll(): Promise<void> {
    const groups = await this.#connection.json('GET', '/apis')
    const versions = listField(groups, 'groups').flatMap((group) =>
      listField(group, 'versions').flatMap((version) => textField(version, 'groupVersion') ?? []),
    )
    const read = await Promise.all(
      ['v1', ...versions].map(async (apiVersion) => {
        const path = apiPath(apiVersion)
        // An aggregated API whose server is down must not hide all others.
        const list = await this.#connection.json('GET', path).catch(() => undefined)
        return listField(list, 'resources').flatMap((resource) => typeOf(apiVersion, resource) ?? [])
      }),
    )
    this.#types = new Map(read.flat().map((type) => [`${type.apiVersion}/${type.kind}`, type]))
  }
}

export function apiPath(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
}

/** The address of a collection, of all namespaces where none is given. */
export function collectionPath(type: ResourceType, namespace?: string): string {
  const inNamespace = type.namespaced && namespace ? `/namespaces/${namespace}` : ''
  return `${apiPath(type.apiVersion)}${inNamespace}/${type.plural}`
}

function typeOf(apiVersion: string, resource: unknown): ResourceType | undefined {
  const plural = textField(resource, 'name')
  const kind = textField(resource, 'kind')
  if (plural === undefined || kind === undefined || plural.includes('/')) return undefined
  const verbs = listField(resource, 'verbs')
  if (!verbs.includes('list') || !verbs.includes('watch')) return undefined
  return { apiVersion, kind, plural, namespaced: field(resource, 'namespaced') === true }
}
