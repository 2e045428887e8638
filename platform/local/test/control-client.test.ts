import { expect, it } from 'vitest'
import { connectControl } from '../src/control/control-client.ts'
import { startControlServer } from '../src/control/control-server.ts'
import { TemporaryDirectory } from './temporary-directory.ts'

/** A platform that takes every request and answers none. */
async function withSilentPlatform(work: (runDir: string) => Promise<void>): Promise<void> {
  using directory = new TemporaryDirectory()
  const silent = await startControlServer({
    runDir: directory.path,
    preferredPort: 0,
    status: () => new Promise(() => {}),
    follow: async function* () {},
    onStop: () => {},
  })
  try {
    await work(directory.path)
  } finally {
    await silent.stop()
  }
}

it('says which process does not answer, and how to end it, once that takes too long', async () => {
  await withSilentPlatform(async (runDir) => {
    await expect(connectControl(runDir, 100)?.status()).rejects.toMatchObject({
      code: 'platform-silent',
      message: `The platform (pid ${process.pid}) runs and has not answered for 0.1 s.`,
      hint: expect.stringContaining('gitops down'),
    })
  })
})

it('stops waiting for an answer when it is interrupted', async () => {
  await withSilentPlatform(async (runDir) => {
    const interrupt = new AbortController()
    const asked = connectControl(runDir)?.status(interrupt.signal)
    setImmediate(() => interrupt.abort(new Error('Ctrl-C')))
    await expect(asked).rejects.toThrow('Ctrl-C')
  })
})
