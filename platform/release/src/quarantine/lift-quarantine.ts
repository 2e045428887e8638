import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import { findQuarantined, quarantineAt } from './find-quarantined.ts'
import { quarantineFile, withoutQuarantined } from './quarantine-file.ts'

/** The environment's quarantine without the entries that forbid this commit of the apps; undefined where none does. */
export async function liftedQuarantine(
  objects: GitObjects,
  revision: string,
  environment: string,
  apps: readonly string[],
  commit: string,
): Promise<{ file: string; text: string } | undefined> {
  const file = quarantineFile(environment)
  const before = (await objects.blob(`${revision}:${file}`))?.toString('utf8')
  if (before === undefined) return undefined
  let text = before
  const entries = await quarantineAt(objects, revision, environment)
  for (const app of apps) {
    const entry = await findQuarantined(objects, entries, app, commit)
    if (entry !== undefined) text = withoutQuarantined(text, app, entry.tag, file)
  }
  return text === before ? undefined : { file, text }
}
