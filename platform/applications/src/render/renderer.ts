import { createHash } from 'node:crypto'
import type { Clock } from '@gitops-example/kit/clock'
import { limited } from '@gitops-example/kit/limited'
import type { KubeObject } from '@gitops-example/kube-client/kube-object'
import type { ResolvedSource } from '../git/repositories.ts'
import { type Application, instanceName } from '../parse/application.ts'
import { ChartStore, contentKey } from './chart-store.ts'
import type { ClusterFacts } from './cluster-facts.ts'
import { helmArguments } from './helm-arguments.ts'
import { HelmProgram } from './helm-program.ts'
import { renderDirectory } from './render-directory.ts'
import { renderHelm } from './render-helm.ts'
import { type RenderSource, readSource, sourceContext } from './render-source.ts'
import { type SourceType, sourceType } from './source-type.ts'
import { findValuesFiles } from './values-files.ts'

/** How many renderings are remembered; one is some tens of kilobytes. */
const keptRenderings = 200
const parallelRenderings = 4

export interface RendererOptions {
  /** Where the program is once it is installed; nothing waits for it but rendering charts. */
  helmPath: Promise<string>
  /** For charts and values files that helm reads. */
  workDir: string
  clock: Clock
  /** Ends renderings in progress. */
  signal: AbortSignal
}

/** A source whose every input is known. */
export interface PreparedSource {
  type: SourceType
  /** Equal keys render the same objects. */
  key: string
  /** A copy for each caller. */
  render(): Promise<KubeObject[]>
}

export interface Rendering {
  objects: KubeObject[]
  /** One for each source that renders. */
  sourceTypes: SourceType[]
}

/** Makes objects out of sources; a rendering whose every input is the same is not done again. */
export class Renderer {
  readonly #helm: { program: HelmProgram; charts: ChartStore }
  readonly #inTurn = limited(parallelRenderings)
  #known = new Map<string, Promise<KubeObject[]>>()
  /** What helm was called with for each Application. */
  #last = new Map<string, { args: string[]; values: (string | Buffer)[] }>()

  constructor({ helmPath, workDir, clock, signal }: RendererOptions) {
    this.#helm = {
      program: new HelmProgram({ path: helmPath, workDir, clock, signal }),
      charts: new ChartStore(workDir),
    }
  }

  async render(
    application: Application,
    sources: readonly ResolvedSource[],
    cluster: ClusterFacts,
  ): Promise<Rendering> {
    const prepared = await this.prepare(application, sources, cluster)
    const objects = await Promise.all(prepared.map((one) => one.render()))
    return { objects: objects.flat(), sourceTypes: prepared.map(({ type }) => type) }
  }

  /** Those of the sources that have a path, in their order. */
  async prepare(
    application: Application,
    sources: readonly ResolvedSource[],
    cluster: ClusterFacts,
  ): Promise<PreparedSource[]> {
    return await Promise.all(
      sources
        .filter(({ source }) => source.path !== '')
        .map(async (resolved) => {
          const context = sourceContext(application, resolved, sources, cluster)
          const request = await readSource(application, context)
          return sourceType(request) === 'Helm'
            ? await this.#prepareChart(request, cluster)
            : this.#prepareDirectory(request)
        }),
    )
  }

  /** A commit for this Application is likely to follow soon: what can be done ahead is done. */
  expect(application: Application): void {
    const last = this.#last.get(application.uid)
    if (last === undefined || last.values.length === 0) return
    // A hint: where it fails, the rendering itself says why.
    this.#helm.program.standBy(last.args, last.values.slice(0, -1)).catch(() => {})
  }

  /** Forgets every rendering, as a hard refresh asks. */
  forget(): void {
    this.#known.clear()
  }

  async #prepareChart(request: RenderSource, cluster: ClusterFacts): Promise<PreparedSource> {
    const { application, source, environment } = request
    const valuesFiles = await findValuesFiles(request)
    const args = helmArguments({
      release: instanceName(application),
      namespace: application.destinationNamespace,
      helm: source.helm,
      environment,
      ...cluster,
    })
    const inputs = [source.path, args, valuesFiles.map(({ id }) => id), source.helm?.values]
    return this.#prepared('Helm', [contentKey(request.files), inputs], () =>
      this.#inTurn(async () => {
        const [release = '', ...flags] = args
        const rendered = await renderHelm(this.#helm, request, { release, flags }, valuesFiles)
        this.#last.set(application.uid, { args: rendered.args, values: rendered.values })
        return rendered.objects
      }),
    )
  }

  #prepareDirectory(request: RenderSource): PreparedSource {
    const { source, files } = request
    return this.#prepared('Directory', [contentKey(files), source.path, source.directory], () =>
      renderDirectory(request),
    )
  }

  #prepared(type: SourceType, inputs: unknown, render: () => Promise<KubeObject[]>): PreparedSource {
    const key = createHash('sha256')
      .update(JSON.stringify([type, inputs]))
      .digest('hex')
    return { type, key, render: async () => structuredClone(await this.#once(key, render)) }
  }

  #once(key: string, render: () => Promise<KubeObject[]>): Promise<KubeObject[]> {
    const known = this.#known.get(key)
    this.#known.delete(key)
    const rendering = known ?? render()
    this.#known.set(key, rendering)
    rendering.catch(() => this.#known.delete(key))
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= keptRenderings) break
      this.#known.delete(oldest)
    }
    return rendering
  }
}
