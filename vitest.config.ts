import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // Most tests wait for processes of their own, some for minutes, so that a processor is not busy with one alone.
    maxWorkers: availableParallelism() + 1,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['platform/*/src/**/*.test.ts', 'dev/*/src/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts'],
        },
      },
      {
        test: {
          name: 'integration',
          include: [
            'platform/*/test/**/*.test.ts',
            'dev/*/test/**/*.test.{ts,tsx}',
            'test/contract/**/*.test.ts',
            'test/checks/**/*.test.ts',
            'ops/test/**/*.test.ts',
          ],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/*.test.ts', 'test/images/*.test.ts'],
          setupFiles: ['test/e2e/harness/end-leftovers.ts'],
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
})
