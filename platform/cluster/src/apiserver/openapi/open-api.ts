import { createHash } from 'node:crypto'
import { kubernetesVersion } from '../../machinery/kubernetes-version.ts'
import { groupVersion, type Resource } from '../../machinery/resource.ts'
import { StatusError, unknownPath } from '../../machinery/status-error.ts'
import { type Answer, ok } from '../http/answer.ts'
import { acceptEntries } from '../http/negotiate.ts'
import type { Api } from '../registry/api.ts'
import { emptyV2Protobuf, v2ProtobufRequest, v2ProtobufType } from './empty-v2-protobuf.ts'
import { kindSchemas } from './kind-schemas.ts'
import { resourcePaths } from './paths.ts'
import { referenced, withReferences } from './references.ts'

const info = { title: 'Kubernetes', version: `v${kubernetesVersion}` }

/** Documents about what is served, for `kubectl explain`, validation and patches; kept until resources come or go. */
export class OpenApi {
  readonly #api: Api
  readonly #documents = new Map<string, string>()
  #generation = -1

  constructor(api: Api) {
    this.#api = api
  }

  /** `/openapi/v3`: where the document of each version of a group is. */
  index(): Answer {
    const paths = [...this.#byVersion()].map(([version, resources]) => {
      const path = version.includes('/') ? `apis/${version}` : `api/${version}`
      return [path, { serverRelativeURL: `/openapi/v3/${path}?hash=${this.#hash(resources)}` }]
    })
    return ok({ paths: Object.fromEntries(paths) })
  }

  /** `/openapi/v3/api/v1` or `/openapi/v3/apis/GROUP/VERSION`. */
  v3(path: readonly string[]): Answer {
    const [root, ...names] = path
    const version = names.join('/')
    const resources = this.#byVersion().get(version)
    const isKnown = root === (names.length === 1 ? 'api' : 'apis')
    if (resources === undefined || !isKnown) throw unknownPath()
    return ok(this.#document(`v3 ${version}`, () => this.#v3Document(resources)))
  }

  /** `/openapi/v2`: everything in one document as JSON; next to nothing in protobuf, which is enough for kubectl. */
  v2(accept: string | undefined): Answer {
    for (const { type } of acceptEntries(accept)) {
      if (type === v2ProtobufRequest || type === v2ProtobufType) {
        return { code: 200, json: emptyV2Protobuf(info.title, info.version), contentType: v2ProtobufType }
      }
      if (type === '*/*' || type === 'application/json') {
        return ok(this.#document('v2', () => this.#v2Document(this.#api.resources.served())))
      }
    }
    throw new StatusError(
      406,
      'NotAcceptable',
      'only the following media types are accepted: application/json',
    )
  }

  #byVersion(): Map<string, Resource[]> {
    return Map.groupBy(this.#api.resources.served(), groupVersion)
  }

  #document(key: string, make: () => string): string {
    if (this.#generation !== this.#api.resources.generation) {
      this.#documents.clear()
      this.#generation = this.#api.resources.generation
    }
    const document = this.#documents.get(key) ?? make()
    this.#documents.set(key, document)
    return document
  }

  #v3Document(resources: readonly Resource[]): string {
    const own = kindSchemas(this.#api.schemas, resources)
    const schemas = { ...Object.fromEntries(referenced(this.#api.schemas, Object.values(own))), ...own }
    const paths = Object.assign({}, ...resources.map((resource) => resourcePaths(resource, 'v3')))
    return withReferences({ openapi: '3.0.0', info, paths, components: { schemas } }, '#/components/schemas/')
  }

  #v2Document(resources: readonly Resource[]): string {
    const own = kindSchemas(this.#api.schemas, resources)
    const definitions = { ...Object.fromEntries(referenced(this.#api.schemas, Object.values(own))), ...own }
    const paths = Object.assign({}, ...resources.map((resource) => resourcePaths(resource, 'v2')))
    return withReferences({ swagger: '2.0', info, paths, definitions }, '#/definitions/')
  }

  /** Clients cache a document by this, also across clusters that had the same address. */
  #hash(resources: readonly Resource[]): string {
    const hash = createHash('sha256').update(kubernetesVersion)
    for (const resource of resources) hash.update(JSON.stringify(resource))
    return hash.digest('hex').slice(0, 32)
  }
}
