import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { legacyTag, withoutLegacyTag } from './legacy-tag.ts'

const word = fc.stringMatching(/^[a-z]{1,8}$/)
const other = fc.oneof(
  fc.constant(''),
  fc
    .tuple(word, fc.constantFrom('1', 'text', '"quoted"', '[1, 2]', '{a: b}'))
    .map(([name, value]) => `x-${name}: ${value}`),
  word.map((text) => `# ${text}`),
  word.map((text) => `x-${text}: |\n  several\n  lines`),
)
const lines = fc.uniqueArray(other, { selector: (line) => line.split(':', 1)[0], maxLength: 5 })
const tag = fc.stringMatching(/^[0-9a-f]{7,40}$/)
const end = fc.constantFrom('\n', '\r\n')

it('takes the tag out of a values file and leaves every other byte', () => {
  fc.assert(
    fc.property(lines, lines, tag, fc.boolean(), end, (before, after, released, hasNote, eol) => {
      const note = hasNote ? ['  # Set by the delivery on each release.'] : []
      const names = new Set(before.map((line) => line.split(':', 1)[0]))
      const rest = after.filter((line) => !names.has(line.split(':', 1)[0]))
      const image = (inside: readonly string[]) => ['image:', '  repository: web', ...inside]
      const text = (inside: readonly string[]) =>
        [...before, ...image(inside), ...rest, ''].join('\n').replaceAll('\n', eol)
      const given = text([...note, `  tag: "${released}"`])
      expect(legacyTag(given)).toBe(released)
      const left = withoutLegacyTag(given)
      expect(left).toBe(text([]))
      expect(parse(left ?? '').image).toEqual({ repository: 'web' })
    }),
    { seed: 1, numRuns: 100 },
  )
})
