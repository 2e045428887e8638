import { doctor as examine } from '@gitops-example/local/doctor/doctor'
import { readSettings } from '@gitops-example/local/state/settings'
import { parseVerbArgs, type Verb } from '../verb.ts'

const options = { json: { type: 'boolean' } } as const

export const doctor: Verb = {
  usage: '[--json]',
  help: `
Shows what this machine has of what the platform needs, and how to get the rest. Changes nothing. Exit code
1 when something is missing without which gitops up cannot work.

  --json   the findings as a list of objects

Examples:
  gitops doctor
  gitops doctor --json | jq .
`,
  options,
  async run(args, io) {
    const { values } = parseVerbArgs(args, options)
    const findings = await examine(io.root, readSettings(io.env))
    if (values.json) {
      io.out(JSON.stringify(findings, undefined, 2))
    } else {
      for (const { name, state, detail, fix } of findings) {
        const mark = { ok: io.paint('green', '✓'), missing: io.paint('red', '✗'), optional: '-' }[state]
        io.out(`  ${mark} ${name.padEnd(14)} ${detail}`)
        if (fix !== undefined && state !== 'ok') io.out(`    ${''.padEnd(14)} ${io.paint('dim', fix)}`)
      }
    }
    return findings.some(({ state }) => state === 'missing') ? 1 : 0
  },
}
