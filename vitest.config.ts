import { defineConfig } from 'vitest/config'

// Where CI runs, other programs may take the processor for seconds: a test that fails once is run once more there.
const retry = process.env.CI === undefined ? 0 : 1

export default defineConfig({
  test: {
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
          retry,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/*.test.ts', 'test/images/*.test.ts'],
          fileParallelism: false,
          retry,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
})
