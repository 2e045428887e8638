import { configError } from '../config-error.ts'
import type { ProcessUser } from '../container/container-user.ts'
import type { IdRange } from './id-range.ts'

const root: ProcessUser = { uid: 0, gid: 0 }

/**
 * Which ids of this machine stand for those that manifests and images name: other ones for each pod, as with
 * `hostUsers: false`, so pods that all run as 10001 cannot reach each other, and root is nobody. Without a range every id
 * stands for itself.
 */
export class PodUsers {
  readonly #range: IdRange | undefined
  readonly #pods = new Map<string, Map<number, number>>()
  readonly #taken = new Set<number>()
  #next = 0

  constructor(range: IdRange | undefined) {
    this.#range = range
  }

  /** Whom a process or file of the pod belongs to on this machine. */
  hostUser(pod: string, user: ProcessUser | undefined): ProcessUser | undefined {
    if (this.#range === undefined) return user
    const { uid, gid } = user ?? root
    return { uid: this.#hostId(this.#range, pod, uid), gid: this.#hostId(this.#range, pod, gid) }
  }

  /** The ids that only this pod has. */
  hostIds(pod: string): ReadonlySet<number> {
    return new Set(this.#pods.get(pod)?.values())
  }

  /** Nothing of the pod is left: another one may have its ids. */
  release(pod: string): void {
    for (const id of this.#pods.get(pod)?.values() ?? []) this.#taken.delete(id)
    this.#pods.delete(pod)
  }

  /** One number space for users and groups, so `10001:10001` stays a pair of equal numbers. */
  #hostId(range: IdRange, pod: string, id: number): number {
    const ids = this.#pods.get(pod) ?? new Map<number, number>()
    this.#pods.set(pod, ids)
    const known = ids.get(id)
    if (known !== undefined) return known
    const made = this.#free(range)
    ids.set(id, made)
    this.#taken.add(made)
    return made
  }

  /** Round the range, so that an id is used again as late as possible. */
  #free({ first, count }: IdRange): number {
    for (let attempt = 0; attempt < count; attempt++) {
      const id = first + this.#next
      this.#next = (this.#next + 1) % count
      if (!this.#taken.has(id)) return id
    }
    throw configError(`no user id is left for another pod: all ${count} of this node are in use`)
  }
}
