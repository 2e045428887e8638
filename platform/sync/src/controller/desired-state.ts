import { createHash } from 'node:crypto'
import type { Repositories, ResolvedSource } from '@gitops-example/applications/git/repositories'
import type { Commit } from '@gitops-example/applications/git/repository'
import { type Application, instanceName } from '@gitops-example/applications/parse/application'
import type { ClusterFacts } from '@gitops-example/applications/render/cluster-facts'
import type { Renderer } from '@gitops-example/applications/render/renderer'
import type { SourceType } from '@gitops-example/applications/render/source-type'
import type { KubernetesApi } from '@gitops-example/kube-client/kubernetes-api'
import { type PreparedResources, prepareResources } from '../desired/prepare-resources.ts'
import { concernOf, mainRevision, type Push, sourceMove } from './target.ts'

/** The commits that an Application is to be brought to. */
export interface Target {
  /** Changes with the commits and with the sources' specification. */
  key: string
  revision: string
  revisions: string[]
  sources: ResolvedSource[]
}

export interface Desired extends PreparedResources {
  target: Target
  sourceTypes: SourceType[]
  /** How long the rendering took; undefined when it was known already. */
  renderedMs: number | undefined
}

interface Resolved {
  spec: string
  sources: ResolvedSource[]
  /** Where each source's branch is by now: commits that touch nothing that is read are not rendered again. */
  seen: Commit[]
}

/** What git wants of one Application: which commits, and what they render to. Asked again, it answers from memory. */
export class DesiredState {
  readonly #repositories: Repositories
  readonly #renderer: Renderer
  readonly #api: KubernetesApi
  #resolved: Resolved | undefined
  #desired: { key: string; value: Desired } | undefined
  #pushes: Promise<unknown> = Promise.resolve()

  constructor(repositories: Repositories, renderer: Renderer, api: KubernetesApi) {
    this.#repositories = repositories
    this.#renderer = renderer
    this.#api = api
  }

  /** Asks git again which commits branches point to. */
  invalidate(): void {
    this.#resolved = undefined
  }

  /** Asks git again and renders again. */
  refresh(): void {
    this.invalidate()
    this.#desired = undefined
  }

  /**
   * A ref has moved, come or gone. Returns the new target when that concerns the Application, `soon` when it is likely
   * that a next commit will, and `unresolved` when one of its sources leads nowhere now; commits that touch nothing it
   * reads leave it at the commit it has.
   */
  pushed(application: Application, push: Push): Promise<Target | 'soon' | 'unresolved' | undefined> {
    // One after the other: refs of several sources may move at once.
    const taken = this.#pushes.then(() => this.#take(application, push))
    this.#pushes = taken.catch(() => {}) // whoever asked is told
    return taken
  }

  async #take(application: Application, push: Push): Promise<Target | 'soon' | 'unresolved' | undefined> {
    const known = this.#resolved?.spec === specOf(application) ? this.#resolved : undefined
    const moves = await Promise.all(
      application.sources.map((source, index) => sourceMove(source, known?.seen[index], push)),
    )
    if (moves.every(({ moved }) => !moved)) return undefined
    if (known === undefined) return await this.target(application)
    if (moves.some((move) => move.moved && move.to === undefined)) {
      this.invalidate()
      return 'unresolved'
    }
    const seen = known.seen.map((commit, index) => {
      const move = moves[index]
      return move?.moved && move.to !== undefined ? move.to : commit
    })
    const concerned = await Promise.all(
      known.sources.map(
        async (one, index) =>
          moves[index]?.moved && (await concernOf(application, one, one.commit, seen[index] ?? one.commit)),
      ),
    )
    if (!concerned.includes('now')) {
      this.#resolved = { ...known, seen }
      return concerned.includes('soon') ? 'soon' : undefined
    }
    // The other sources come along: what of them was pushed before this is a part of what runs from now on.
    const sources = known.sources.map((one, index) => ({ ...one, commit: seen[index] ?? one.commit }))
    this.#resolved = { ...known, sources, seen }
    return targetOf(application, sources)
  }

  async target(application: Application): Promise<Target> {
    const spec = specOf(application)
    if (this.#resolved?.spec !== spec) {
      const sources = await this.#repositories.resolve(application)
      this.#resolved = { spec, sources, seen: sources.map(({ commit }) => commit) }
    }
    return targetOf(application, this.#resolved.sources)
  }

  async desired(
    application: Application,
    target: Target,
    facts: ClusterFacts,
    now: () => number,
  ): Promise<Desired> {
    const key = [target.key, facts.kubeVersion, ...facts.apiVersions].join(' ')
    if (this.#desired?.key === key) return { ...this.#desired.value, renderedMs: undefined }
    const startedAt = now()
    const { objects, sourceTypes } = await this.#renderer.render(application, target.sources, facts)
    const kinds = new Map(objects.map((object) => [`${object.apiVersion}/${object.kind}`, object]))
    await Promise.all(
      [...kinds.values()].map(({ apiVersion, kind }) => this.#api.types.of(apiVersion, kind).catch(() => {})),
    )
    const prepared = prepareResources(objects, {
      instance: instanceName(application),
      namespace: application.destinationNamespace,
      isNamespaced: (apiVersion, kind) => this.#api.types.find(apiVersion, kind)?.namespaced,
    })
    const value = { ...prepared, target, sourceTypes, renderedMs: now() - startedAt }
    this.#desired = { key, value }
    return value
  }
}

function targetOf(application: Application, sources: ResolvedSource[]): Target {
  const revisions = sources.map(({ commit }) => commit.id)
  const key = createHash('sha256')
    .update(JSON.stringify([revisions, specOf(application)]))
    .digest('hex')
  return { key, revision: mainRevision(sources), revisions, sources }
}

/** What of an Application decides what is rendered. */
function specOf(application: Application): string {
  const { sources, destinationNamespace, project } = application
  return JSON.stringify([sources.map(({ raw }) => raw), destinationNamespace, project])
}
