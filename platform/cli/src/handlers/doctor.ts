import { doctor as examine } from '@gitops-example/local/doctor/doctor'
import { settingsOf } from '@gitops-example/local/state/delivered-branch'
import { handler } from '../handler.ts'
import { printJson } from '../output/json.ts'
import { doctor as spec } from '../verbs/doctor.ts'

export const doctor = handler(spec, async ({ values }, io) => {
  const findings = await examine(io.root, await settingsOf(io.root, io.env), io.env)
  if (values.json) {
    printJson(io, findings)
  } else {
    for (const { name, state, detail, fix } of findings) {
      const mark = { ok: io.paint('green', '✓'), missing: io.paint('red', '✗'), optional: '-' }[state]
      io.out(`  ${mark} ${name.padEnd(14)} ${detail}`)
      if (fix !== undefined && state !== 'ok') io.out(`    ${''.padEnd(14)} ${io.paint('dim', fix)}`)
    }
  }
  return findings.some(({ state }) => state === 'missing') ? 1 : 0
})
