import { isRecord } from '@gitops-example/kit/json/fields'
import { isNewer } from '@gitops-example/kube-client/is-newer'
import type { KubeObject } from '@gitops-example/kube-client/kube-object'
import type { KubernetesApi } from '@gitops-example/kube-client/kubernetes-api'
import type { ResourceType } from '@gitops-example/kube-client/resource-types'
import type { ApplicationStatus } from './application-status.ts'
import { mergePatch } from './merge-patch.ts'

/** Fields whose change alone is not worth a write. */
const quiet = ['reconciledAt']

/** Writes the status of one Application where it differs from what is there. */
export class StatusWriter {
  readonly #api: KubernetesApi
  readonly #type: ResourceType
  /** What of the last answer the next write needs. */
  #written: KubeObject | undefined

  constructor(api: KubernetesApi, type: ResourceType) {
    this.#api = api
    this.#type = type
  }

  async write(application: KubeObject, status: ApplicationStatus): Promise<void> {
    // The watch may be behind what we wrote, or ahead where somebody replaced the object.
    const isKnown = this.#written !== undefined && !isNewer(application, this.#written)
    const before = isKnown ? this.#written?.status : application.status
    const patch = mergePatch(before, plainJson(status))
    if (patch === undefined || Object.keys(patch).every((name) => quiet.includes(name))) return
    const { namespace = '', name } = application.metadata
    const answer = await this.#api.mergePatch(this.#type, namespace, name, { status: patch })
    const { apiVersion, kind, metadata } = answer
    const { uid, resourceVersion } = metadata
    this.#written = {
      apiVersion,
      kind,
      metadata: { name, ...(uid && { uid }), ...(resourceVersion && { resourceVersion }) },
      status: answer.status,
    }
  }
}

function plainJson(status: ApplicationStatus): Record<string, unknown> {
  const json: unknown = JSON.parse(JSON.stringify(status))
  return isRecord(json) ? json : {}
}
