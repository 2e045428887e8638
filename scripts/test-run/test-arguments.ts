import { parseArgs } from 'node:util'
import { GitopsError } from '@gitops-example/kit/errors'

/** What `npm test` was asked to run. */
export interface TestArguments {
  /** Files, folders or parts of a path; a test file that matches any of them runs. */
  patterns: string[]
  /** Get every program that tests run, as a run of everything does. */
  install: boolean
  /** A part of the tests' titles; empty for every test of the files. */
  title: string
  /** Names of projects of vitest.config.ts; empty for all. */
  projects: string[]
  /** Rewrite the snapshots. */
  update: boolean
}

/** Throws `usage` for an option that is not one of ours. */
export function parseTestArguments(argv: readonly string[]): TestArguments {
  const { values, positionals } = parse(argv)
  return {
    patterns: positionals,
    install: values.install,
    title: values.testNamePattern,
    projects: values.project,
    update: values.update,
  }
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        install: { type: 'boolean', default: false },
        project: { type: 'string', multiple: true, default: [] },
        testNamePattern: { type: 'string', short: 't', default: '' },
        update: { type: 'boolean', short: 'u', default: false },
      },
    })
  } catch (error) {
    const [message = ''] = error instanceof Error ? error.message.split('. ') : []
    throw new GitopsError('usage', `${message}.`, {
      hint: 'Give files, --install, --project NAME, -t TITLE or -u.',
      cause: error,
    })
  }
}

/** Whether every test is asked for, which brings the programs and the checks with it. */
export function asksForEverything({ patterns, title, projects }: TestArguments): boolean {
  return patterns.length === 0 && title === '' && projects.length === 0
}
