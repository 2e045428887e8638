import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import { isMigration } from './edited-migrations.ts'

/**
 * Migrations that `bad` has and `good` does not, and that the older version is incompatible with. Each file in
 * `dev/APP/migrations` says so by `export const compatibleWithPrevious = true` or `false`; one that says nothing
 * counts as false, since a rollback cannot be undone.
 */
export async function blockingMigrations(
  objects: GitObjects,
  app: string,
  bad: string,
  good: string,
): Promise<string[]> {
  const folder = `dev/${app}/migrations`
  const [now, before] = await Promise.all([
    objects.tree(`${bad}:${folder}`),
    objects.tree(`${good}:${folder}`),
  ])
  const known = new Set((before ?? []).map(({ name }) => name))
  const blocking: string[] = []
  for (const { name, id } of now ?? []) {
    if (known.has(name) || !isMigration(name)) continue
    const source = (await objects.blob(id))?.toString('utf8') ?? ''
    if (!/^\s*export const compatibleWithPrevious(: boolean)? = true\b/m.test(source))
      blocking.push(`${folder}/${name}`)
  }
  return blocking
}
