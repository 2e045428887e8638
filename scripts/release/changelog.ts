import { GitopsError } from '@gitops-example/kit/errors'

export interface ReleasedChangelog {
  /** The whole file. */
  text: string
  /** What changed in this version, without its heading. */
  notes: string
}

/**
 * Gives what stands under "Unreleased" the heading of a version and leaves that section empty above it (Keep a
 * Changelog 1.1.0). `date` is YYYY-MM-DD. Throws `nothing-to-release` where the section is missing or has no entry.
 */
export function releaseChangelog(changelog: string, version: string, date: string): ReleasedChangelog {
  const heading = /^## \[?Unreleased\]?[ \t]*$/m.exec(changelog)
  if (heading === null) {
    throw new GitopsError('nothing-to-release', 'CHANGELOG.md has no section "Unreleased".', {
      hint: 'Add the heading "## Unreleased" and what users notice below it.',
    })
  }
  const before = changelog.slice(0, heading.index)
  const after = changelog.slice(heading.index + heading[0].length)
  const end = after.search(/^## /m)
  const notes = (end < 0 ? after : after.slice(0, end)).trim()
  if (!/^[-*] /m.test(notes)) {
    throw new GitopsError('nothing-to-release', 'The section "Unreleased" of CHANGELOG.md has no entry.', {
      hint: 'Write what users notice, then release.',
    })
  }
  const older = end < 0 ? '' : `\n${after.slice(end)}`
  return { text: `${before}${heading[0]}\n\n## ${version} - ${date}\n\n${notes}\n${older}`, notes }
}
