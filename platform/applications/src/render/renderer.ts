import { createHash } from 'node:crypto'
import { posix } from 'node:path'
import { GitopsError } from '@gitops-example/kit/errors'
import type { KubeObject } from '@gitops-example/kube-client/kube-object'
import { readFiles } from '../git/read-files.ts'
import type { Commit, Repository } from '../git/repository.ts'
import { type Application, type ApplicationSource, instanceName } from '../parse/application.ts'
import { buildEnvironment } from './build-environment.ts'
import { type ChartStore, contentKey } from './chart-store.ts'
import { helmArguments } from './helm-arguments.ts'
import type { HelmProgram } from './helm-program.ts'
import { renderDirectory } from './render-directory.ts'
import { renderHelm } from './render-helm.ts'
import type { RenderSource } from './render-source.ts'
import { Slots } from './slots.ts'
import { findValuesFiles } from './values-files.ts'

/** How many renderings are remembered; one is some tens of kilobytes. */
const keptRenderings = 200
const parallelRenderings = 4

export interface ResolvedSource {
  source: ApplicationSource
  repository: Repository
  commit: Commit
}

export interface ClusterFacts {
  /** Such as `v1.36.0`. */
  kubeVersion: string
  apiVersions: readonly string[]
}

export type SourceType = 'Helm' | 'Directory'

export interface Rendering {
  objects: KubeObject[]
  /** One for each source that renders. */
  sourceTypes: SourceType[]
}

/** Makes objects out of sources; a rendering whose every input is the same is not done again. */
export class Renderer {
  readonly #helm: { program: HelmProgram; charts: ChartStore }
  readonly #slots = new Slots(parallelRenderings)
  #known = new Map<string, Promise<KubeObject[]>>()
  #lastArgs = new Map<string, string[]>()

  constructor(helm: { program: HelmProgram; charts: ChartStore }) {
    this.#helm = helm
  }

  async render(
    application: Application,
    sources: readonly ResolvedSource[],
    cluster: ClusterFacts,
  ): Promise<Rendering> {
    const refs = new Map(
      sources.flatMap(({ source, ...where }) => (source.ref === undefined ? [] : [[source.ref, where]])),
    )
    const rendered = await Promise.all(
      sources
        .filter(({ source }) => source.path !== '')
        .map(async (resolved) => {
          const request = await renderSource(application, resolved, refs, cluster)
          const type = sourceType(request)
          const objects =
            type === 'Helm' ? await this.#renderChart(request, cluster) : await this.#renderFiles(request)
          return { type, objects }
        }),
    )
    return {
      objects: structuredClone(rendered.flatMap(({ objects }) => objects)),
      sourceTypes: rendered.map(({ type }) => type),
    }
  }

  /** A commit for this Application is likely to follow soon: what can be done ahead is done. */
  expect(application: Application): void {
    const args = this.#lastArgs.get(application.uid)
    // A hint: where it fails, the rendering itself says why.
    if (args !== undefined) this.#helm.program.standBy(args).catch(() => {})
  }

  /** Forgets every rendering, as a hard refresh asks. */
  forget(): void {
    this.#known.clear()
  }

  async #renderChart(request: RenderSource, cluster: ClusterFacts): Promise<KubeObject[]> {
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
    return await this.#once(['helm', contentKey(request.files), inputs], () =>
      this.#slots.run(async () => {
        const [release = '', ...flags] = args
        const rendered = await renderHelm(this.#helm, request, { release, flags }, valuesFiles)
        this.#lastArgs.set(application.uid, rendered.args)
        return rendered.objects
      }),
    )
  }

  async #renderFiles(request: RenderSource): Promise<KubeObject[]> {
    const { source, files } = request
    return await this.#once(['directory', contentKey(files), source.path, source.directory], () =>
      renderDirectory(request),
    )
  }

  #once(inputs: unknown, render: () => Promise<KubeObject[]>): Promise<KubeObject[]> {
    const key = createHash('sha256').update(JSON.stringify(inputs)).digest('hex')
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

async function renderSource(
  application: Application,
  { source, repository, commit }: ResolvedSource,
  refs: RenderSource['refs'],
  cluster: ClusterFacts,
): Promise<RenderSource> {
  const path = posix.normalize(source.path).replace(/\/$/, '')
  if (path.startsWith('/') || path === '..' || path.startsWith('../')) {
    throw new GitopsError(
      'source-path-outside',
      `Source path ${source.path} lies outside of the repository.`,
      {
        hint: 'Name a directory of the repository.',
      },
    )
  }
  const files = await readFiles(repository, commit, path)
  if (files.length === 0) {
    throw new GitopsError(
      'source-path-missing',
      `Cannot render ${path}: app path does not exist in ${repository.url} at ${commit.id.slice(0, 7)}.`,
      { hint: 'Commit the directory or change source.path.' },
    )
  }
  const environment = buildEnvironment({
    instance: instanceName(application),
    namespace: application.destinationNamespace,
    project: application.project,
    revision: commit.id,
    path: source.path,
    repoURL: source.repoURL,
    targetRevision: source.targetRevision,
    ...cluster,
  })
  return { application, source: { ...source, path }, repository, commit, files, environment, refs }
}

/** As Argo CD finds out: what is named, else a chart, else Kustomize (which is refused), else plain manifests. */
function sourceType({ source, files }: RenderSource): SourceType {
  const has = (name: string) => files.some(({ path }) => path === posix.join(source.path, name))
  if (source.directory !== undefined) return 'Directory'
  if (source.helm !== undefined || has('Chart.yaml')) return 'Helm'
  const kustomization = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'].find(has)
  if (kustomization === undefined) return 'Directory'
  throw new GitopsError(
    'render-kustomize',
    `Cannot render ${source.path}: Kustomize is not supported (${kustomization}).`,
    { hint: 'Use a Helm chart or plain manifests.' },
  )
}
