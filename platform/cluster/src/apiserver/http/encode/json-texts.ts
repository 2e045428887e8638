import type { StoredObject } from '../../../machinery/objects.ts'

/** The JSON text of stored objects, which never change: made once, whatever the number of lists and watches. */
export class JsonTexts {
  readonly #texts = new WeakMap<StoredObject, string>()

  of(object: StoredObject): string {
    let text = this.#texts.get(object)
    if (text === undefined) {
      text = JSON.stringify(object)
      this.#texts.set(object, text)
    }
    return text
  }
}
