/** What one commit set, in the words of git. */
export interface TagChange {
  revision: string
  kind: 'release' | 'rollback'
  /** The tag that it set for each app. */
  tags: ReadonlyMap<string, string>
  /** Of a rollback, by its trailer: the tag that was undone. */
  undone?: string
}

/**
 * The release that each rollback, by revision, says has failed: the last one of the commit that it names, for its app.
 * A rollback that undoes another rollback is the later end of the same failure, as the first one was no recovery.
 * `changes` are in the order of history.
 */
export function failedReleases(changes: readonly TagChange[]): Map<string, string> {
  const failed = new Map<string, string>()
  const last = new Map<string, TagChange>()
  for (const change of changes) {
    const { revision, kind, tags, undone } = change
    for (const [app, tag] of tags) {
      const target = undone === undefined ? undefined : last.get(`${app} ${undone}`)
      const release = target?.kind === 'release' ? target.revision : failed.get(target?.revision ?? '')
      if (kind === 'rollback' && release !== undefined) failed.set(revision, release)
      last.set(`${app} ${tag}`, change)
    }
  }
  return failed
}

/** The releases, by revision, that are the next one of an app after a rollback of it. */
export function releasesAfterRollback(changes: readonly TagChange[]): Set<string> {
  const found = new Set<string>()
  const last = new Map<string, TagChange['kind']>()
  for (const { revision, kind, tags } of changes) {
    for (const app of tags.keys()) {
      if (kind === 'release' && last.get(app) === 'rollback') found.add(revision)
      last.set(app, kind)
    }
  }
  return found
}
