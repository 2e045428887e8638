import { availableParallelism } from 'node:os'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'

// A test waits for a moment, or for long on a busy machine: limits only end what hangs.
const limits = { testTimeout: 300_000, hookTimeout: 300_000, expect: { poll: { timeout: 60_000 } } }

export const unit = {
  name: 'unit',
  // Modules keep no state, and a process for each file would be three quarters of what these tests cost. A test that
  // replaces a module (vi.mock) belongs to the integration tests, which share nothing.
  isolate: false,
  include: [
    'platform/*/src/**/*.test.ts',
    'dev/*/src/**/*.test.{ts,tsx}',
    'scripts/**/*.test.ts',
    'test/torture/**/*.test.ts',
  ],
} satisfies TestProjectInlineConfiguration['test']

export const integration = {
  name: 'integration',
  include: [
    'platform/*/test/**/*.test.ts',
    'dev/*/test/**/*.test.{ts,tsx}',
    'test/contract/**/*.test.ts',
    'test/checks/**/*.test.ts',
    'test/team/**/*.test.ts',
    'test/scripts/**/*.test.ts',
    'ops/test/**/*.test.ts',
  ],
  ...limits,
} satisfies TestProjectInlineConfiguration['test']

export const e2e = {
  name: 'e2e',
  include: ['test/e2e/*.test.ts', 'test/images/*.test.ts'],
  setupFiles: ['test/e2e/harness/end-leftovers.ts'],
  ...limits,
  testTimeout: 600_000,
  hookTimeout: 600_000,
} satisfies TestProjectInlineConfiguration['test']

// Most tests wait for processes of their own, some for minutes, so that a processor is not busy with one alone.
export const maxWorkers = availableParallelism() + 1

export default defineConfig({
  test: { maxWorkers, projects: [{ test: unit }, { test: integration }, { test: e2e }] },
})
