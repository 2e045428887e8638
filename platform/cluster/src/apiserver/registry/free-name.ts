import { type Resource, storageName } from '../../machinery/resource.ts'
import type { Api } from './api.ts'

/** Names that `generateName` makes: without vowels and look-alikes, as upstream does. */
const nameLetters = 'bcdfghjklmnpqrstvwxz2456789'

/** How many names `generateName` tries, as upstream, before a taken one is answered with 409 (KEP-4420). */
const nameAttempts = 8

/** A name that begins with `prefix` and is not taken, unless every attempt hit one that is; '' for no prefix. */
export function freeName({ store }: Api, resource: Resource, namespace: string, prefix: string): string {
  const isTaken = (name: string) => store.get(storageName(resource), namespace, name) !== undefined
  let name = generatedName(prefix)
  for (let attempt = 1; attempt < nameAttempts && isTaken(name); attempt++) name = generatedName(prefix)
  return name
}

function generatedName(prefix: string): string {
  // Upstream answers 422 from the validation of the name; `validate` words it.
  if (prefix === '') return ''
  let suffix = ''
  for (let index = 0; index < 5; index++)
    suffix += nameLetters[Math.floor(Math.random() * nameLetters.length)]
  return prefix.slice(0, 58) + suffix
}
