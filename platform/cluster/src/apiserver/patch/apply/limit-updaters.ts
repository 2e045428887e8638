import { union } from './field-set.ts'
import { type Owner, type Owners, ownerKey } from './managers.ts'

/** Upstream's limit (apimachinery: `DefaultMaxUpdateManagers`). */
const maxUpdaters = 10

/** Where too many clients wrote an object, the oldest are put together as `ancient-changes`, by version. */
export function limitUpdaters(owners: Owners): void {
  const updaters = [...owners].filter(([, { operation }]) => operation === 'Update')
  let tooMany = updaters.length - maxUpdaters
  if (tooMany <= 0) return
  updaters.sort(([, a], [, b]) => ((a.time ?? '') < (b.time ?? '') ? -1 : 1))
  const firstByVersion = new Map<string, [string, Owner]>()
  for (const [key, owner] of updaters) {
    if (tooMany === 0) return
    const first = firstByVersion.get(owner.apiVersion)
    if (first === undefined) {
      firstByVersion.set(owner.apiVersion, [key, owner])
      continue
    }
    const bucket: Owner = {
      ...owner,
      manager: 'ancient-changes',
      subresource: '',
      fields: union(first[1].fields, owner.fields),
    }
    owners.delete(first[0])
    owners.delete(key)
    owners.set(ownerKey(bucket), bucket)
    firstByVersion.set(owner.apiVersion, [ownerKey(bucket), bucket])
    tooMany--
  }
}
