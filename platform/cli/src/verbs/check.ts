import { baseOption, jsonOption } from '../options/option-specs.ts'
import type { Verb } from '../verb.ts'

export const check = {
  name: 'check',
  summary: 'run lint, types and unit tests of the apps as the delivery does',
  description: [
    "Runs lint (of the Dockerfile, too), types and unit tests of the apps of HEAD as the delivery runs them: in a tree of only the app's own files and the shared ones. A check that has already passed with the same content is not run again. All checks run, even after one has failed.",
  ],
  arguments: [
    { name: 'APP', description: 'an app; every app without one', repeatable: true, complete: 'apps' },
  ],
  options: { base: baseOption, json: jsonOption },
  json: '`[{app, step, status, reason, findings, durationMs}]`; status is passed, cached or failed; findings is `[{file, line, column, message, rule, test, detail, syntax}]`, of which only message is always there',
  exitCodes: { 0: 'every check has passed', 1: 'a check has failed' },
  examples: ['./gitops check', './gitops check webapp', './gitops check --base origin/master'],
} as const satisfies Verb
