import { isRecord } from '@gitops-example/kit/json/fields'
import { type DeliveryRun, type Phase, phaseNames, runStates, type Undone } from './delivery-run.ts'

/** A run as it is kept beyond the life of the platform. */
export interface RunRecord {
  /** The same in every record of one run. */
  id: string
  run: DeliveryRun
}

const longestSubject = 300
const longestReason = 4000

/** The text of a record, in one line of bounded length. */
export function runRecordText({ id, run }: RunRecord): string {
  const { subject, reason } = run
  const kept = { id, ...run, subject: subject.slice(0, longestSubject) }
  return JSON.stringify(reason === undefined ? kept : { ...kept, reason: reason.slice(0, longestReason) })
}

/** The newest `limit` runs of lines `TIME RECORD`, the oldest first, and how many lines are no records. */
export function runsOf(lines: readonly string[], limit: number): { records: RunRecord[]; ignored: number } {
  const runs = new Map<string, DeliveryRun>()
  let ignored = 0
  for (const line of lines) {
    if (line === '') continue
    const record = parseRecord(line.slice(line.indexOf(' ') + 1))
    if (record === undefined) ignored++
    else runs.set(record.id, record.run) // keeps the place of the first
  }
  const records = [...runs].map(([id, run]) => ({ id, run: ofEndedPlatform(run) }))
  return { records: records.slice(-limit), ignored }
}

/** Nobody works on a run of a platform that has ended. */
function ofEndedPlatform(run: DeliveryRun): DeliveryRun {
  if (run.state !== 'running') return run
  return { ...run, state: 'interrupted', reason: 'the platform ended before it was live' }
}

function parseRecord(text: string): RunRecord | undefined {
  try {
    const value: unknown = JSON.parse(text)
    const run = isRecord(value) ? parseRun(value) : undefined
    if (!isRecord(value) || run === undefined) return undefined
    return { id: typeof value.id === 'string' ? value.id : `${run.commit} ${run.pushedAt}`, run }
  } catch {
    return undefined // cut short by a kill
  }
}

function parseRun(value: Record<string, unknown>): DeliveryRun | undefined {
  const { commit, subject, apps, pushedAt, phases, reason, unaffected, releaseRevision, undone, totalMs } =
    value
  const state = runStates.find((one) => one === value.state)
  if (state === undefined || !isText(commit) || !isText(subject) || !isNumber(pushedAt)) return undefined
  if (!isListOf(apps, isText) || !isListOf(phases, isPhase)) return undefined
  return {
    commit,
    subject,
    apps,
    state,
    pushedAt,
    phases,
    ...(isText(reason) ? { reason } : {}),
    ...(isListOf(unaffected, isText) ? { unaffected } : {}),
    ...(isText(releaseRevision) ? { releaseRevision } : {}),
    ...(isListOf(undone, isUndone) ? { undone } : {}),
    ...(isNumber(totalMs) ? { totalMs } : {}),
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number'
}

function isListOf<T>(value: unknown, isOne: (item: unknown) => item is T): value is T[] {
  return Array.isArray(value) && value.every(isOne)
}

function isPhase(value: unknown): value is Phase {
  if (!isRecord(value) || !isNumber(value.startMs) || !isNumber(value.ms)) return false
  return phaseNames.some((name) => name === value.name)
}

function isUndone(value: unknown): value is Undone {
  return isRecord(value) && isText(value.app) && isText(value.to) && isNumber(value.at)
}
