// Keeps Vitest with the modules that it has transformed, and runs an app's unit tests on request (see WarmTests).
// Arguments: the root of the sources, and the folders in it that hold what is tested. Ends when its parent does.
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { killingSignal } from './killing-signal.ts'
import type { CancelRequest, RunningAnswer, RunningRequest, TestAnswer, TestRequest } from './protocol.ts'
import { RunningTests } from './running-tests.ts'
import { type Failure, type TestError, testFindings } from './test-findings.ts'

/** The part of Vitest's API (vitest.dev/api/advanced/vitest) that is used; the version is the one of the sources. */
interface VitestModule {
  createVitest(mode: 'test', options: object): Promise<Vitest>
}
interface Vitest {
  config: { related?: string[] | undefined }
  projects: { vite: { environments: Record<string, { moduleGraph: ModuleGraph }> } }[]
  invalidateFile(path: string): void
  getRelevantTestSpecifications(filters: string[]): Promise<object[]>
  runTestSpecifications(specifications: object[], allTestsRun: boolean): Promise<RunResult>
  cancelCurrentRun(reason: 'keyboard-input'): Promise<void>
  state: { clearErrors(): void }
  close(): Promise<void>
}
interface ModuleGraph {
  getModulesByFile(file: string): Set<unknown> | undefined
}
interface RunResult {
  testModules: TestModule[]
  unhandledErrors: TestError[]
}
interface TestModule {
  moduleId: string
  ok(): boolean
  errors(): TestError[]
  children: { allSuites(): Iterable<Suite>; allTests(state: 'failed'): Iterable<TestCase> }
}
interface Suite {
  fullName: string
  errors(): TestError[]
}
interface TestCase {
  fullName: string
  result(): { errors?: readonly TestError[] }
}

const [root = '', ...sourceDirs] = process.argv.slice(2)
const filters = sourceDirs.map((dir) => `${dir}/`)
// The parent made this process the leader of a group, which its workers belong to.
process.on('disconnect', () => process.kill(-process.pid, 'SIGKILL'))
process.chdir(root)

const path = createRequire(join(root, 'package.json')).resolve('vitest/node')
const { createVitest } = (await import(pathToFileURL(path).href)) as VitestModule
const runningTests = new RunningTests(root)
const vitest = await createVitest('test', {
  watch: false,
  run: true,
  root,
  project: ['unit'],
  reporters: [runningTests],
  passWithNoTests: true,
})

let last = Promise.resolve()
let cancelled: number | undefined
process.on('message', (request: TestRequest | CancelRequest | RunningRequest) => {
  if ('ask' in request) return answer({ running: runningTests.longest() })
  if ('cancel' in request) {
    cancelled = request.cancel
    // The only one that runs is the one that is asked for: a parent sends the next after the answer.
    vitest.cancelCurrentRun('keyboard-input').catch(() => {}) // the run itself says what is wrong with it
    return
  }
  // One after the other: files that are stale must not be dropped while they are being loaded.
  last = last
    .then(() => run(request))
    .then(answer, (error: unknown) => {
      answer({ id: request.id, files: 0, error: (error instanceof Error && error.stack) || String(error) })
    })
})

async function run({ id, stale, changed }: TestRequest): Promise<TestAnswer> {
  vitest.state.clearErrors()
  runningTests.clear()
  for (const file of stale) vitest.invalidateFile(file)
  const specifications = await affected(changed)
  if (specifications.length === 0 || cancelled === id) return { id, files: 0 }
  const result = await vitest.runTestSpecifications(specifications, changed === undefined)
  const failures = failuresOf(result)
  const files = specifications.length
  const killedBy = killingSignal(result.unhandledErrors)
  if (killedBy !== undefined) return { id, files, killedBy }
  return failures.length === 0 ? { id, files } : { id, files, findings: testFindings(failures, root) }
}

/** The test files that can see the change; all of them without one. */
async function affected(changed: string[] | undefined): Promise<object[]> {
  vitest.config.related = changed
  const some = await vitest.getRelevantTestSpecifications(filters)
  // Looking for them has loaded the graph of imports. A file that is not a module may be read by any test.
  if (changed === undefined || changed.every(isModule)) return some
  vitest.config.related = undefined
  return await vitest.getRelevantTestSpecifications(filters)
}

function failuresOf({ testModules, unhandledErrors }: RunResult): Failure[] {
  const failures: Failure[] = []
  for (const module of testModules.filter((one) => !one.ok())) {
    const file = module.moduleId
    const found = [...module.children.allTests('failed')].map((test) => {
      return { file, names: [test.fullName], errors: test.result().errors ?? [] }
    })
    for (const suite of module.children.allSuites()) {
      if (suite.errors().length > 0) found.push({ file, names: [suite.fullName], errors: suite.errors() })
    }
    if (module.errors().length > 0 || found.length === 0)
      found.push({ file, names: [], errors: module.errors() })
    failures.push(...found)
  }
  if (unhandledErrors.length > 0) {
    failures.push({ file: root, names: ['an error outside of any test'], errors: unhandledErrors })
  }
  return failures
}

function isModule(file: string): boolean {
  return vitest.projects.some(({ vite }) =>
    Object.values(vite.environments).some(({ moduleGraph }) => moduleGraph.getModulesByFile(file)?.size),
  )
}

function answer(message: TestAnswer | RunningAnswer): void {
  process.send?.(message)
}
