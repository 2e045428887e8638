import { execFile, execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const nobody = { uid: 65_534, gid: 65_534 }
const script = join(import.meta.dirname, 'kubelet-ordinary-user.ts')

/** Only root can become somebody else; and nobody must be able to read this checkout. */
function whyNot(): string | undefined {
  if (process.getuid?.() !== 0) return 'needs root, to run as somebody else'
  try {
    execFileSync(process.execPath, ['--eval', `require('node:fs').readFileSync(${JSON.stringify(script)})`], {
      ...nobody,
      stdio: 'ignore',
    })
    return undefined
  } catch {
    return 'the checkout cannot be read by other users'
  }
}

it('behaves the same for a user without rights, who runs pods as itself', async (context) => {
  const reason = whyNot()
  context.skip(reason !== undefined, reason)
  const { stdout } = await promisify(execFile)(process.execPath, [script], {
    ...nobody,
    env: { PATH: process.env.PATH, TMPDIR: '/tmp' },
  })
  expect(JSON.parse(stdout)).toEqual({
    phase: 'Succeeded',
    output: '65534\ns3cret\n640\nwritten\n',
    log: ['node: pods run as the user of this platform; runAsUser and image users need root'],
    left: [],
  })
})
