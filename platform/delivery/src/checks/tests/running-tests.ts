import { relative } from 'node:path'

interface Module {
  moduleId: string
}
interface Test {
  fullName: string
  module: Module
}

/**
 * A reporter of Vitest (vitest.dev/api/advanced/reporters) that knows which test files and tests run now. A worker whose
 * test never yields may not get to report its name.
 */
export class RunningTests {
  readonly #root: string
  /** By the path of their file, in the order of their starts. */
  readonly #tests = new Map<string, string[]>()

  constructor(root: string) {
    this.#root = root
  }

  /** The file that has been running for longest, and the test in it. */
  longest(): string {
    const [first] = this.#tests
    if (first === undefined) return ''
    const [file, [test]] = first
    return [relative(this.#root, file), ...(test === undefined ? [] : [test])].join(' > ')
  }

  clear(): void {
    this.#tests.clear()
  }

  onTestModuleQueued({ moduleId }: Module): void {
    this.#tests.set(moduleId, [])
  }

  onTestModuleEnd({ moduleId }: Module): void {
    this.#tests.delete(moduleId)
  }

  onTestCaseReady({ fullName, module }: Test): void {
    this.#tests.get(module.moduleId)?.push(fullName)
  }

  onTestCaseResult({ fullName, module }: Test): void {
    const tests = this.#tests.get(module.moduleId)
    const index = tests?.indexOf(fullName) ?? -1
    if (index >= 0) tests?.splice(index, 1)
  }
}
