/** Typed publish and subscribe: `Events<{ 'job.ended': { job: string } }>`. */
export class Events<Map extends Record<string, unknown>> {
  #listeners = new Map<keyof Map, Set<(payload: never) => void>>()
  #any = new Set<(name: keyof Map, payload: unknown) => void>()

  /** Calls `listener` for each later `emit(name)`, until disposed. */
  on<Name extends keyof Map>(name: Name, listener: (payload: Map[Name]) => void): Disposable {
    const listeners = this.#listeners.get(name) ?? new Set()
    this.#listeners.set(name, listeners)
    listeners.add(listener)
    return { [Symbol.dispose]: () => listeners.delete(listener) }
  }

  /** Calls `listener` for every event, for renderers that pass all of them on. */
  onAny(listener: <Name extends keyof Map>(name: Name, payload: Map[Name]) => void): Disposable {
    const untyped = listener as (name: keyof Map, payload: unknown) => void
    this.#any.add(untyped)
    return { [Symbol.dispose]: () => this.#any.delete(untyped) }
  }

  /** Calls every listener at once, in the order of subscription. */
  emit<Name extends keyof Map>(name: Name, payload: Map[Name]): void {
    for (const listener of [...(this.#listeners.get(name) ?? [])]) {
      ;(listener as (payload: Map[Name]) => void)(payload)
    }
    for (const listener of [...this.#any]) listener(name, payload)
  }
}
