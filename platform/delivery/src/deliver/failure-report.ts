import type { Finding } from '../checks/findings/finding.ts'
import { findingLines } from '../checks/findings/finding-lines.ts'
import { type Fault, mergeFindings, type StepFindings } from '../checks/findings/merge-findings.ts'
import type { DeliveryStep } from '../delivery-events.ts'

/** A step that is red: by what it has found in the sources, or because it cannot do its work. */
export interface StepFailure {
  step: DeliveryStep
  app: string | undefined
  reason: string
  findings?: readonly Finding[]
}

export interface FailureReport {
  /** The step, and its app, that names the cause. */
  step: DeliveryStep
  app: string | undefined
  text: string
}

/** With the lines around it, what a person reads of a red delivery fits on one small screen. */
const mostLines = 14
const mostFaults = 8
const mostWords = 5

/**
 * What a person reads of the steps that have failed, the cause first: every fault once, as `file:line:column: message`,
 * then as many of their details as there is room for. A step that could not do its work comes after the faults.
 */
export function failureReport(failures: readonly [StepFailure, ...StepFailure[]]): FailureReport {
  const [first] = failures
  const red = failures.flatMap(({ findings, ...rest }) =>
    findings === undefined ? [] : [{ ...rest, findings }],
  )
  const unable = distinct(failures.filter(({ findings }) => findings === undefined))
  const faults = mergeFindings(red)
  const [cause] = faults
  if (cause === undefined) {
    const text = unable.length === 1 ? first.reason : unable.flatMap(unableLines).join('\n')
    return { step: first.step, app: first.app, text }
  }
  const words = unable.flatMap(unableLines)
  const tail = tailOf(faults.slice(0, mostFaults), faults.slice(mostFaults), red)
  const room = mostLines - Math.min(faults.length, mostFaults) - words.length - tail.length
  const lines = [...faultLines(faults.slice(0, mostFaults), Math.max(0, room)), ...tail, ...words]
  return { step: cause.step, app: cause.app, text: lines.join('\n') }
}

/** Every fault with its first line; the `room` that is left goes to details, the first fault's first. */
function faultLines(faults: readonly Fault<DeliveryStep>[], room: number): string[] {
  let left = room
  return faults.flatMap((fault) => {
    const [head = '', ...details] = findingLines(fault.finding, noteOf(fault))
    const shown = details.slice(0, left)
    left -= shown.length
    return [head, ...shown]
  })
}

function noteOf({ finding: { rule }, step, also }: Fault<DeliveryStep>): string {
  const name = rule === undefined ? step : rule.includes('/') ? rule : `${step} ${rule}`
  return [name, ...(also.length === 0 ? [] : [`also ${also.join(', ')}`])].join('; ')
}

function tailOf(
  shown: readonly Fault<DeliveryStep>[],
  hidden: readonly Fault<DeliveryStep>[],
  red: readonly StepFindings<DeliveryStep>[],
): string[] {
  const repeated = shown.reduce((sum, { left }) => sum + left, 0)
  const parts = [
    ...(hidden.length === 0 ? [] : [`${hidden.length} more to fix`]),
    ...(repeated === 0
      ? []
      : [`${repeated} more that repeat or follow from ${shown.length === 1 ? 'it' : 'these'}`]),
  ]
  if (parts.length === 0) return []
  const apps = [...new Set(red.flatMap(({ app }) => app ?? []))].sort()
  const verb = red.every(({ step }) => step === 'image') ? 'build' : 'check'
  return [`... and ${parts.join(', ')}: see ./gitops ${verb} ${apps.join(' ')}`]
}

function unableLines({ step, app, reason }: StepFailure): string[] {
  const [first = '', ...more] = reason.split('\n')
  const left = more.length - mostWords
  const words = [...more.slice(0, mostWords), ...(left > 0 ? [`... and ${left} more lines`] : [])]
  return [
    `${app === undefined ? '' : `${app}: `}${step} failed: ${first}`,
    ...words.map((line) => `  ${line}`),
  ]
}

/** What fails in the same way for several apps, such as an installation, is said once, with all of their names. */
function distinct(failures: readonly StepFailure[]): StepFailure[] {
  const groups = Map.groupBy(failures, ({ step, reason }) => `${step} ${reason}`)
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return []
    const apps = [first, ...others].flatMap(({ app }) => app ?? [])
    return [{ ...first, app: apps.length === 0 ? undefined : apps.join(', ') }]
  })
}
