import { builtInResources } from './built-in-resources.ts'
import { type Resource, storageName } from './resource.ts'

/** The resources that are served at the moment: the built-in ones and those of CustomResourceDefinitions. */
export class Resources {
  readonly #byPath = new Map<string, Resource>()
  #generation = 0

  constructor() {
    for (const resource of builtInResources()) this.add(resource)
  }

  /** Changes with every resource that comes or goes, for caches. */
  get generation(): number {
    return this.#generation
  }

  add(resource: Resource): void {
    this.#byPath.set(pathOf(resource.group, resource.version, resource.resource), resource)
    this.#generation++
  }

  remove({ group, version, resource }: Resource): void {
    this.#byPath.delete(pathOf(group, version, resource))
    this.#generation++
  }

  find(group: string, version: string, plural: string): Resource | undefined {
    return this.#byPath.get(pathOf(group, version, plural))
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

  all(): Resource[] {
    return [...this.#byPath.values()]
  }
}

function pathOf(group: string, version: string, plural: string): string {
  return `${group}/${version}/${plural}`
}
