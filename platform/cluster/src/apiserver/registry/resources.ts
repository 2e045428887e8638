import { type Resource, storageName } from '../../machinery/resource.ts'
import { builtInResources } from './built-in-resources.ts'
import { builtInViews } from './views.ts'

/** The resources that are served at the moment: the built-in ones and those of CustomResourceDefinitions. */
export class Resources {
  readonly #byPath = new Map<string, Resource>()
  readonly #views = new Map<string, Resource>()
  readonly #removalListeners = new Set<(resource: Resource) => void>()
  #generation = 0

  constructor() {
    for (const resource of builtInResources()) this.add(resource)
    for (const view of builtInViews(this.all())) {
      this.#views.set(pathOf(view.group, view.version, view.resource), view)
    }
  }

  /** Changes with every resource that comes or goes, for caches. */
  get generation(): number {
    return this.#generation
  }

  add(resource: Resource): void {
    this.#byPath.set(pathOf(resource.group, resource.version, resource.resource), resource)
    this.#generation++
  }

  remove(resource: Resource): void {
    this.#byPath.delete(pathOf(resource.group, resource.version, resource.resource))
    this.#generation++
    for (const listener of [...this.#removalListeners]) listener(resource)
  }

  /** Calls `listener` with every resource that is no longer served, until disposed. */
  onRemove(listener: (resource: Resource) => void): Disposable {
    this.#removalListeners.add(listener)
    return { [Symbol.dispose]: () => this.#removalListeners.delete(listener) }
  }

  /** What a path of the API names: a resource, or a view of one. */
  find(group: string, version: string, plural: string): Resource | undefined {
    const path = pathOf(group, version, plural)
    return this.#byPath.get(path) ?? this.#views.get(path)
  }

  /** The resource itself, or the one whose objects a view shows. */
  stored(resource: Resource): Resource {
    if (resource.view === undefined) return resource
    const { group, version } = resource.view.hub
    return this.#byPath.get(pathOf(group, version, resource.resource)) ?? resource
  }

  /** The resource behind a name of the store; any served version of it. */
  byStorageName(name: string): Resource | undefined {
    return this.all().find((resource) => storageName(resource) === name)
  }

  byKind(group: string, version: string, kind: string): Resource | undefined {
    return this.all().find(
      (resource) => resource.group === group && resource.version === version && resource.kind === kind,
    )
  }

  /** Every resource once for each version that has objects of its own form; no views. */
  all(): Resource[] {
    return [...this.#byPath.values()]
  }

  /** Everything that discovery lists. */
  served(): Resource[] {
    return [...this.#byPath.values(), ...this.#views.values()]
  }
}

function pathOf(group: string, version: string, plural: string): string {
  return `${group}/${version}/${plural}`
}
