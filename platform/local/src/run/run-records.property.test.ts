import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type DeliveryRun, phaseNames, runStates } from './delivery-run.ts'
import { type RunRecord, runRecordText, runsOf } from './run-records.ts'
import { waterfallLines } from './waterfall-lines.ts'

const repeatable = { seed: 1, numRuns: 100 }

const text = fc.string({ unit: 'grapheme', maxLength: 40 })
const ms = fc.integer({ min: 0, max: 10_000_000 })
const phases = fc.array(fc.record({ name: fc.constantFrom(...phaseNames), startMs: ms, ms }), {
  maxLength: 10,
})
const run: fc.Arbitrary<DeliveryRun> = fc.record(
  {
    commit: fc.string({ minLength: 1, maxLength: 40 }),
    subject: text,
    apps: fc.array(text, { maxLength: 3 }),
    state: fc.constantFrom(...runStates.filter((state) => state !== 'running')),
    pushedAt: ms,
    phases,
    reason: text,
    unaffected: fc.array(text, { maxLength: 2 }),
    releaseRevision: text,
    undone: fc.array(fc.record({ app: text, to: text, at: ms }), { maxLength: 2 }),
    totalMs: ms,
  },
  { requiredKeys: ['commit', 'subject', 'apps', 'state', 'pushedAt', 'phases'] },
)
const records = fc.uniqueArray(fc.record({ id: fc.uuid(), run }), { selector: ({ id }) => id, maxLength: 8 })

const lineOf = (record: RunRecord) => `2026-01-01T00:00:00.000Z ${runRecordText(record)}`

it('reads every run that was written', () => {
  fc.assert(
    fc.property(records, (written) => {
      const read = runsOf(written.map(lineOf), written.length)
      expect(read).toEqual({ records: written, ignored: 0 })
    }),
    repeatable,
  )
})

it('keeps the newest record of each run, at the place of its first', () => {
  fc.assert(
    fc.property(records, fc.array(fc.nat(), { maxLength: 20 }), run, (written, again, newer) => {
      const newest = new Map(written.map(({ id, run }) => [id, run]))
      const lines = written.map(lineOf)
      for (const index of again) {
        const id = written[index % Math.max(1, written.length)]?.id
        if (id === undefined) continue
        newest.set(id, newer)
        lines.push(lineOf({ id, run: newer }))
      }
      expect(runsOf(lines, 100).records).toEqual([...newest].map(([id, run]) => ({ id, run })))
    }),
    repeatable,
  )
})

it('loses to a kill in the midst of a line that line alone', () => {
  fc.assert(
    fc.property(records, run, fc.nat(), (written, last, cut) => {
      const line = lineOf({ id: 'last', run: last })
      const lines = [...written.map(lineOf), line.slice(0, cut % line.length)]
      expect(runsOf(lines, 100).records).toEqual(written)
    }),
    repeatable,
  )
})

it('is not stopped by any line', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(text, fc.json())), (lines) => {
      const { records: read, ignored } = runsOf(
        lines.map((line) => `now ${line}`),
        100,
      )
      expect(read.length + ignored).toBeLessThanOrEqual(lines.length)
    }),
    repeatable,
  )
})

it('draws a bar of each phase on one axis, whatever its times', () => {
  fc.assert(
    fc.property(run, (drawn) => {
      const lines = waterfallLines(drawn)
      expect(lines).toHaveLength(drawn.phases.length)
      // A name, the axis of 40 cells with one bar that is at least a cell long, and the time.
      for (const line of lines) expect(line).toMatch(/^ {2}.{14} (?=.{40} +\d+ ms$) *━+ *\d+ ms$/)
    }),
    repeatable,
  )
})
