import { setTimeout } from 'node:timers/promises'
import { Checkout } from '../e2e/harness/checkout.ts'
import { constantLoad } from '../e2e/harness/http.ts'
import { Platform } from '../e2e/harness/platform.ts'
import { processesOf, residentBytes } from '../e2e/harness/processes.ts'
import { type Measure, measured, quantile, type Suite } from './measure.ts'

const starts = 5
const runs = 10
const deployments = 5
/** From saving a file to its commit: what a person needs at least to check it and write a message. */
const thinkMs = 5000

/** Start, push to live, memory, and failed requests of the whole platform, as a user has it. */
export const platformBench: Suite = async (progress, signal) => {
  using checkout = await Checkout.make()
  signal.addEventListener('abort', () => void Platform.interruptAll())
  progress('first start ...')
  const startedAt = performance.now()
  await using first = await start(checkout, signal)
  const firstMs = performance.now() - startedAt
  await first.interrupt()

  const upMs: number[] = []
  for (let index = 1; index <= starts; index++) {
    progress(`start ${index} of ${starts} ...`)
    upMs.push(await timeOfStart(checkout, signal))
  }

  await using platform = await start(checkout, signal)
  progress(`demo of ${runs} commits ...`)
  const { stdout, stderr } = await platform.gitops('demo', '--runs', String(runs), '--json')
  const demo = parseDemo(stdout, stderr)
  const busy = processesOf(checkout.dir)
  const busyMemory = residentBytes(busy)

  progress(`${runs} pushes of what was saved ${thinkMs / 1000} s before ...`)
  const saved: Run[] = []
  for (let index = 1; index <= runs; index++) saved.push(await pushOfSaved(checkout, platform, index, signal))

  progress(`${deployments} deployments under load ...`)
  const load = constantLoad(await platform.page('webapp'))
  const loaded = await platform.gitops('demo', '--runs', String(deployments), '--json')
  const { requests, failures } = await load.stop()

  progress('waiting until no test runner waits for another push ...')
  const isTestRunner = ({ command }: { command: string }) => command.includes('vitest')
  await platform.until('Vitest has ended', async () => !processesOf(checkout.dir).some(isTestRunner), 200_000)
  const resting = processesOf(checkout.dir)
  return [
    { name: 'first start, until the web app answers', value: firstMs, unit: 'ms' },
    measured('later start, until the web app answers', 'ms', upMs),
    measured(
      'push to live, all checks passed',
      'ms',
      demo.runs.map(({ totalMs }) => totalMs),
    ),
    ...phaseMeasures(demo.runs),
    measured(
      `push to live, all checks passed, saved ${thinkMs / 1000} s before`,
      'ms',
      saved.map(({ totalMs }) => totalMs),
    ),
    ...phaseMeasures(saved),
    memoryOf('memory after a push, with the test runner that waits for the next (Pss)', busy, busyMemory),
    memoryOf('memory two minutes later (Pss)', resting, residentBytes(resting)),
    measured(
      'push to live, under load',
      'ms',
      parseDemo(loaded.stdout, loaded.stderr).runs.map(({ totalMs }) => totalMs),
    ),
    { name: 'requests failed during deployments', value: failures.length, unit: '', note: `of ${requests}` },
  ]
}

function memoryOf(name: string, processes: readonly unknown[], bytes: number): Measure {
  return { name, value: bytes / 1e6, unit: 'MB', note: `${processes.length} processes` }
}

/** The listener of the suite ends only what runs at that moment. */
async function start(checkout: Checkout, signal: AbortSignal): Promise<Platform> {
  signal.throwIfAborted()
  return await Platform.up(checkout)
}

/** From the start of `gitops up` until its page has answered. */
async function timeOfStart(checkout: Checkout, signal: AbortSignal): Promise<number> {
  const startedAt = performance.now()
  const platform = await start(checkout, signal)
  const ms = performance.now() - startedAt
  const { status } = await platform.get('webapp')
  await platform.interrupt()
  if (status !== 200) throw new Error(`The web app answered ${status}:\n${platform.output}`)
  return ms
}

/** An edit in the checkout itself, whose checks run as soon as it is saved. */
async function pushOfSaved(
  checkout: Checkout,
  platform: Platform,
  index: number,
  signal: AbortSignal,
): Promise<Run> {
  checkout.replace('dev/webapp/src/pages/home.tsx', '</h1>', `${index % 10}</h1>`)
  await setTimeout(thinkMs, undefined, { signal })
  await checkout.commit(`Saved edit ${index}`)
  const { stdout, stderr } = await platform.gitops('push', '--json')
  try {
    return JSON.parse(stdout) as Run
  } catch {
    throw new Error(`gitops push said:\n${stdout}\n${stderr}`)
  }
}

interface Run {
  totalMs: number
  phases: { name: string; startMs: number; ms: number }[]
}

interface Demo {
  runs: Run[]
}

function parseDemo(stdout: string, stderr: string): Demo {
  try {
    return JSON.parse(stdout) as Demo
  } catch {
    throw new Error(`gitops demo said:\n${stdout}\n${stderr}`)
  }
}

function phaseMeasures(runs: readonly Run[]): Measure[] {
  const names = [...new Set(runs.flatMap(({ phases }) => phases.map(({ name }) => name)))]
  return names.map((name) => {
    const of = (field: 'ms' | 'startMs') =>
      runs.flatMap(({ phases }) => phases.filter((phase) => phase.name === name).map((phase) => phase[field]))
    return {
      name: `  ${name}`,
      value: quantile(of('ms'), 0.5),
      unit: 'ms',
      note: `starts at ${quantile(of('startMs'), 0.5)} ms`,
    }
  })
}
