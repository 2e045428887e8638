import type { ClusterFacts } from '@gitops-example/applications/render/cluster-facts'
import { field, listField, textField } from '@gitops-example/kit/json/fields'
import { condition } from '@gitops-example/kube-client/condition'
import type { KubeObject } from '@gitops-example/kube-client/kube-object'
import type { KubernetesApi } from '@gitops-example/kube-client/kubernetes-api'

/** What charts may ask of the cluster; read once, and again after the kinds that it serves have changed. */
export class ClusterFactsReader {
  readonly #api: KubernetesApi
  #facts: Promise<ClusterFacts> | undefined
  #isKnown = false

  constructor(api: KubernetesApi) {
    this.#api = api
  }

  async read(): Promise<ClusterFacts> {
    if (this.#facts !== undefined) return await this.#facts
    const reading = this.#read()
    this.#facts = reading
    reading.catch(() => {
      if (this.#facts === reading) this.#facts = undefined
    })
    return await reading
  }

  /** Whether what this definition defines is among the kinds that were read. */
  knows(definition: KubeObject): boolean {
    const kind = textField(definition, 'spec', 'names', 'kind') ?? ''
    const group = textField(definition, 'spec', 'group') ?? ''
    if (condition(definition, 'Established')?.status !== 'True') return true // not served yet
    return listField(definition, 'spec', 'versions').every(
      (version) =>
        field(version, 'served') !== true ||
        this.#api.types.find(`${group}/${textField(version, 'name')}`, kind) !== undefined,
    )
  }

  forget(): void {
    this.#facts = undefined
  }

  async #read(): Promise<ClusterFacts> {
    // The kinds have just been read when sync starts.
    const [kubeVersion] = await Promise.all([
      this.#api.version(),
      this.#isKnown ? this.#api.types.read() : undefined,
    ])
    this.#isKnown = true
    return { kubeVersion, apiVersions: await this.#api.types.apiVersions() }
  }
}
