import { expect, it } from 'vitest'
import { releaseChangelog } from './changelog.ts'

const older = '## 0.1.0 - 2026-01-01\n\n- The first.\n'

it.each(['## Unreleased', '## [Unreleased]'])('moves what stands under "%s" to the version', (heading) => {
  const { text, notes } = releaseChangelog(
    `# Changelog\n\nWords.\n\n${heading}\n\n### Added\n\n- One.\n  And more of it.\n- Two.\n\n${older}`,
    '0.2.0',
    '2026-11-29',
  )
  expect(notes).toBe('### Added\n\n- One.\n  And more of it.\n- Two.')
  expect(text).toBe(
    `# Changelog\n\nWords.\n\n${heading}\n\n## 0.2.0 - 2026-11-29\n\n### Added\n\n- One.\n  And more of it.\n- Two.\n\n${older}`,
  )
})

it('releases the first version', () => {
  expect(releaseChangelog('# Changelog\n\n## Unreleased\n\n- One.\n', '0.1.0', '2026-11-29').text).toBe(
    '# Changelog\n\n## Unreleased\n\n## 0.1.0 - 2026-11-29\n\n- One.\n',
  )
})

it.each([
  { name: 'without the section', text: `# Changelog\n\n${older}`, says: 'has no section "Unreleased"' },
  { name: 'with an empty section', text: `# Changelog\n\n## Unreleased\n\n${older}`, says: 'has no entry' },
  {
    name: 'with headings only',
    text: `# Changelog\n\n## Unreleased\n\n### Added\n\n${older}`,
    says: 'has no entry',
  },
])('refuses a changelog $name', ({ text, says }) => {
  expect(() => releaseChangelog(text, '0.2.0', '2026-11-29')).toThrow(says)
})
