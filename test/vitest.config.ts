import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { e2e, integration, maxWorkers, unit } from '../vitest.config.ts'
import { LongestFirst } from './longest-first.ts'

/**
 * What `npm test` runs: the tests of the config at the root, in order. The config at the root does not depend on this
 * one, since each app is checked with it when it is delivered.
 */
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    maxWorkers,
    sequence: { sequencer: LongestFirst },
    projects: [{ test: { ...unit, testTimeout: 60_000 } }, { test: integration }, { test: e2e }],
  },
})
