import type { StoredObject } from '../machinery/objects.ts'

export interface Indexed {
  resource: string
  object: StoredObject
}

/** Objects by uid, and by the uids of their owners: what garbage collection asks for. */
export class ObjectIndex {
  readonly #byUid = new Map<string, Indexed>()
  readonly #byOwner = new Map<string, Set<string>>()

  find(uid: string): Indexed | undefined {
    return this.#byUid.get(uid)
  }

  dependants(uid: string): Indexed[] {
    return [...(this.#byOwner.get(uid) ?? [])].flatMap((dependant) => this.#byUid.get(dependant) ?? [])
  }

  put(resource: string, object: StoredObject, old: StoredObject | undefined): void {
    const { uid, ownerReferences } = object.metadata
    this.#byUid.set(uid, { resource, object })
    if (old?.metadata.ownerReferences === ownerReferences) return
    if (old !== undefined) this.#dropOwners(old)
    for (const owner of ownerReferences ?? []) {
      const dependants = this.#byOwner.get(owner.uid)
      if (dependants === undefined) this.#byOwner.set(owner.uid, new Set([uid]))
      else dependants.add(uid)
    }
  }

  remove(object: StoredObject): void {
    this.#byUid.delete(object.metadata.uid)
    this.#dropOwners(object)
  }

  #dropOwners({ metadata }: StoredObject) {
    for (const owner of metadata.ownerReferences ?? []) {
      const dependants = this.#byOwner.get(owner.uid)
      dependants?.delete(metadata.uid)
      if (dependants?.size === 0) this.#byOwner.delete(owner.uid)
    }
  }
}
