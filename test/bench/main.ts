// `npm run bench [NAME...]`: measures on this machine, prints a table, and one JSON object with --json.
import { isReaderGone, lostOutput, readerGoneExitCode } from '@gitops-example/kit/process/lost-output'
import { type Measure, type Suite, summary } from './measure.ts'
import { platformBench } from './platform.ts'

const suites: Record<string, () => Promise<Suite>> = {
  platform: async () => platformBench,
  applications: async () => (await import('./applications.ts')).applicationsBench,
  cluster: async () => (await import('./cluster.ts')).clusterBench,
}

const json = process.argv.includes('--json')
const wanted = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const unknown = wanted.find((name) => suites[name] === undefined)
if (unknown !== undefined) {
  console.error(`npm run bench: unknown suite "${unknown}". Suites are: ${Object.keys(suites).join(', ')}.`)
  process.exitCode = 2
} else {
  const interrupted = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => interrupted.abort())
  const lost = lostOutput(process.stdout, process.stderr)
  try {
    await run(AbortSignal.any([interrupted.signal, lost]))
  } catch (error) {
    if (isReaderGone(lost.reason)) process.exit(readerGoneExitCode)
    if (!interrupted.signal.aborted) throw error
    console.error('Interrupted; everything that was started has ended.')
    process.exit(130)
  }
}

async function run(signal: AbortSignal): Promise<void> {
  const measures: Measure[] = []
  for (const [name, load] of Object.entries(suites)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    const suite = await load()
    for (const measure of await suite((line) => console.error(line), signal)) {
      measures.push(measure)
      if (!json) console.log(summary(measure))
    }
  }
  if (json) console.log(JSON.stringify(measures, undefined, 2))
}
