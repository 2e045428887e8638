import { fileURLToPath } from 'node:url'
import { tryExec } from '@gitops-example/kit/process/exec'
import { describe, expect, it } from 'vitest'

const module = fileURLToPath(new URL('../src/context/end-in-time.ts', import.meta.url))

/** Runs a program that has an `end` of its own, as the entry of the command line would: its code is 7. */
async function program(source: string, options: string) {
  const script = `
    import { EndInTime } from ${JSON.stringify(module)}
    process.exitCode = await (async () => {
      using end = new EndInTime({
        print: console.error,
        unfinished: () => 'sync',
        force: () => console.error('forced'),
        ${options}
      })
      ${source}
      return 7
    })()`
  return await tryExec([process.execPath, '--input-type=module-typescript', '--eval', script], {
    timeoutMs: 60_000,
  })
}

describe('a process that was asked to end', () => {
  it('ends when a part does not, and names it', async () => {
    const hangs = "end.begin()\nawait new Promise((resolve) => process.once('never', resolve))"
    const { exitCode, stderr } = await program(hangs, 'graceMs: 50')
    expect(stderr).toBe('Not ended after 0.05 s: sync. Ended by force; nothing stored is lost.\nforced\n')
    expect(exitCode).toBe(1)
  })

  it('ends with its own exit code although a timer and a server were left behind', async () => {
    const leaves = `
      const { createServer } = await import('node:net')
      setInterval(() => {}, 1000)
      await new Promise((resolve) => createServer().listen(0, '127.0.0.1', resolve))
      end.begin()`
    const { exitCode, stderr } = await program(leaves, 'graceMs: 60_000, exitGraceMs: 50')
    expect(stderr).toMatch(/^Everything has ended except .*1 TCPServerWrap, .*1 Timeout.*\n$/)
    expect(exitCode).toBe(7)
  })

  it('is not kept, and prints nothing, when everything has ended', async () => {
    const { exitCode, stderr, durationMs } = await program('end.begin()', '')
    expect({ exitCode, stderr }).toEqual({ exitCode: 7, stderr: '' })
    expect(durationMs).toBeLessThan(20_000)
  })
})
