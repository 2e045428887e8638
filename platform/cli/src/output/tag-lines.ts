/** What became of the tags of a release, a line per app. */
export function tagLines(result: {
  changed: readonly { app: string; from: string; to: string }[]
  kept: readonly { app: string; tag: string; why: string }[]
}): string[] {
  return [
    ...result.changed.map(
      ({ app, from, to }) => `${app}: ${from.slice(0, 7) || 'nothing'} -> ${to.slice(0, 7)}`,
    ),
    ...result.kept.map(({ app, tag, why }) => `${app}: stays at ${tag.slice(0, 7)}, ${why}`),
  ]
}
