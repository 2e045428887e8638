import type { StoredObject } from '../machinery/objects.ts'

/** The objects of one resource, by namespace and name; the sorted lists are kept until the next write. */
export class ResourceObjects {
  readonly #namespaces = new Map<string, Map<string, StoredObject>>()
  readonly #sorted = new Map<string, readonly StoredObject[]>()
  #all: readonly StoredObject[] | undefined

  get(namespace: string, name: string): StoredObject | undefined {
    return this.#namespaces.get(namespace)?.get(name)
  }

  /** Returns what was there before. */
  put(object: StoredObject): StoredObject | undefined {
    const namespace = object.metadata.namespace ?? ''
    let names = this.#namespaces.get(namespace)
    if (names === undefined) {
      names = new Map()
      this.#namespaces.set(namespace, names)
    }
    const old = names.get(object.metadata.name)
    names.set(object.metadata.name, object)
    this.#forgetLists(namespace)
    return old
  }

  remove(namespace: string, name: string): void {
    const names = this.#namespaces.get(namespace)
    names?.delete(name)
    if (names?.size === 0) this.#namespaces.delete(namespace)
    this.#forgetLists(namespace)
  }

  list(namespace?: string): readonly StoredObject[] {
    if (namespace !== undefined) return this.#listNamespace(namespace)
    this.#all ??= [...this.#namespaces.keys()].sort(byText).flatMap((name) => this.#listNamespace(name))
    return this.#all
  }

  #listNamespace(namespace: string): readonly StoredObject[] {
    let list = this.#sorted.get(namespace)
    if (list === undefined) {
      const names = this.#namespaces.get(namespace)
      if (names === undefined) return [] // not kept: anybody may ask for any namespace
      list = [...names.values()].sort((a, b) => byText(a.metadata.name, b.metadata.name))
      this.#sorted.set(namespace, list)
    }
    return list
  }

  #forgetLists(namespace: string) {
    this.#sorted.delete(namespace)
    this.#all = undefined
  }
}

/** The order of etcd's keys: by code unit, not by locale. */
function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
