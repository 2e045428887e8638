import { GitopsError } from '@gitops-example/kit/errors'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readReleaseFile, releaseFileText } from '../releases/release-file.ts'
import { type Quarantined, readQuarantine, withoutQuarantined, withQuarantined } from './quarantine-file.ts'

const repeatable = { seed: 1, numRuns: 60 }
const file = 'quarantine.yaml'

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.constantFrom('12e4567', '0123', 'true', '~', '- a', '# no', 'a: b', '{{ x }}', 'line\nline', ' ', '|'),
)
const entry: fc.Arbitrary<Quarantined> = fc.record({ app: text, tag: text, reason: text, by: text, at: text })
const entries = fc.uniqueArray(entry, { selector: ({ app, tag }) => `${app}\0${tag}`, maxLength: 6 })

const fileOf = (all: readonly Quarantined[]) =>
  all.reduce<string | undefined>((written, one) => withQuarantined(written, one, file), undefined)

it('reads the entries that were added, in their order and word for word', () => {
  fc.assert(
    fc.property(entries, (all) => {
      expect(readQuarantine(fileOf(all), file)).toEqual(all)
    }),
    repeatable,
  )
})

it('takes out one entry and leaves the others', () => {
  fc.assert(
    fc.property(entries, fc.nat(), (all, choice) => {
      const out = all[choice % Math.max(1, all.length)]
      if (out === undefined) return
      const left = withoutQuarantined(fileOf(all) ?? '', out.app, out.tag, file)
      expect(readQuarantine(left, file)).toEqual(all.filter((one) => one !== out))
    }),
    repeatable,
  )
})

it.each([
  { name: 'a quarantine', read: (given: string) => readQuarantine(given, file) },
  { name: 'a release', read: (given: string) => readReleaseFile(given, file) },
])('refuses what is not $name in words', ({ read }) => {
  fc.assert(
    fc.property(fc.oneof(text, fc.json()), (given) => {
      try {
        read(given)
      } catch (error) {
        expect(error).toBeInstanceOf(GitopsError)
      }
    }),
    repeatable,
  )
})

it('reads the tag of a release file that was written', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9a-f]{0,40}$/), (tag) => {
      expect(readReleaseFile(releaseFileText({ tag }), file)).toEqual({ tag })
    }),
    repeatable,
  )
})
