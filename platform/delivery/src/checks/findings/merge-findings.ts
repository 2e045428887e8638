import type { Finding } from './finding.ts'

/** What one step has found. */
export interface StepFindings<Step extends string> {
  step: Step
  app: string | undefined
  findings: readonly Finding[]
}

/** One thing to fix, in the words of the tool that says it best. */
export interface Fault<Step extends string> {
  finding: Finding
  step: Step
  app: string | undefined
  /** Other steps that are red because of it, too. */
  also: Step[]
  /** How many findings are left out as they repeat it or follow from it. */
  left: number
}

/** The most precise first: a compiler names the cause where a linter recovers and a test meets the consequence. */
const precision = ['types', 'image', 'lint', 'test']
const order = ['types', 'image', 'test', 'lint']

/**
 * Each fault once, although several tools see it: what cannot be parsed first, then types, tests, lint. All that is said
 * of a file that cannot be parsed is one fault, as parsers differ in where they notice it and in what they say afterwards.
 */
export function mergeFindings<Step extends string>(steps: readonly StepFindings<Step>[]): Fault<Step>[] {
  const broken = new Set(
    steps.flatMap(({ findings }) => findings.flatMap(({ file, syntax }) => (syntax && file) || [])),
  )
  const faults: Fault<Step>[] = []
  for (const { step, app, findings } of steps.toSorted(by(precision, ({ step }) => step))) {
    for (const finding of findings) {
      const same = faults.find((fault) => isSame(fault, step, finding, broken))
      if (same === undefined) {
        faults.push({ finding, step, app, also: [], left: 0 })
        continue
      }
      if (same.step !== step && !same.also.includes(step)) same.also.push(step)
      // A library is checked with every app that uses it.
      if (same.step !== step || same.app === app) same.left += 1
    }
  }
  const isBroken = ({ finding: { file } }: Fault<Step>) => file !== undefined && broken.has(file)
  const sorted = faults.toSorted(by(order, ({ step }) => step))
  return [...sorted.filter(isBroken), ...sorted.filter((fault) => !isBroken(fault))]
}

function isSame<Step extends string>(
  fault: Fault<Step>,
  step: Step,
  finding: Finding,
  broken: ReadonlySet<string>,
): boolean {
  const { file, line, column, message } = finding
  if (fault.finding.file !== file) return false
  if (file !== undefined && broken.has(file)) return true
  if (fault.finding.line !== line) return false
  if (fault.step === step) return fault.finding.column === column && fault.finding.message === message
  // Beside a compiler's, a linter's word on correctness (an import that leads nowhere) and a failing test say nothing
  // new; a matter of style does.
  const isCompiler = fault.step === 'types' || fault.step === 'image'
  const repeats =
    step === 'image' || step === 'test' || finding.rule?.startsWith('lint/correctness/') === true
  return line !== undefined && isCompiler && repeats
}

function by<Item>(names: readonly string[], nameOf: (item: Item) => string) {
  return (a: Item, b: Item) => names.indexOf(nameOf(a)) - names.indexOf(nameOf(b))
}
