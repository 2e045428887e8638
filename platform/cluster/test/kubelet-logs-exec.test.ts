import { PassThrough, Readable } from 'node:stream'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { LogOptions } from '../src/client/kubelet.ts'
import { makeToolsImage, shell } from '../src/kubelet/testing/tools-image.ts'
import {
  containerOf,
  hasEnded,
  isReady,
  processesWith,
  startTestNode,
  type TestNode,
} from '../src/testing/test-node.ts'

let node: TestNode
beforeAll(async () => {
  node = await startTestNode()
  await makeToolsImage(node, { 'app/file': 'of the image' })
  node.run('done', shell('for i in 1 2 3 4 5; do echo line $i; done'), { restartPolicy: 'Never' })
  node.run('alive', { ...shell('sleep 60'), env: [{ name: 'COLOR', value: 'red' }] })
  await node.until('done', hasEnded)
  await node.until('alive', isReady)
})
afterAll(() => node[Symbol.asyncDispose]())

const ref = (pod: string, container = 'main') => ({ namespace: 'dev', pod, container })

async function logs(pod: string, options: Omit<LogOptions, 'signal'> = {}) {
  const chunks: string[] = []
  const { signal } = new AbortController()
  for await (const chunk of node.kubelet.logs(ref(pod), { ...options, signal })) {
    chunks.push(String(Buffer.from(chunk)))
  }
  return chunks.join('')
}

it.each<{ options: Omit<LogOptions, 'signal'>; want: string | RegExp }>([
  { options: { tailLines: 2 }, want: 'line 4\nline 5\n' },
  { options: { tailLines: 0 }, want: '' },
  { options: { tailLines: 99 }, want: 'line 1\nline 2\nline 3\nline 4\nline 5\n' },
  { options: { limitBytes: 10 }, want: 'line 1\nlin' },
  { options: { sinceTime: '2100-01-01T00:00:00Z' }, want: '' },
  { options: { sinceSeconds: 3600, tailLines: 1 }, want: 'line 5\n' },
  { options: { follow: true, tailLines: 1 }, want: 'line 5\n' },
  { options: { timestamps: true, tailLines: 1 }, want: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z line 5\n$/ },
])('prints what kubectl logs asks for: $options', async ({ options, want }) => {
  const text = await logs('done', options)
  if (typeof want === 'string') expect(text).toBe(want)
  else expect(text).toMatch(want)
})

it('follows the log to the end of the container', async () => {
  node.run('talker', shell('for i in 1 2 3; do echo $i; sleep 0.05; done'), { restartPolicy: 'Never' })
  await node.until('talker', (pod) => containerOf(pod)?.state?.running !== undefined)
  expect(await logs('talker', { follow: true })).toBe('1\n2\n3\n')
})

it('ends following when the reader leaves', async () => {
  const leaving = new AbortController()
  const reading = (async () => {
    for await (const chunk of node.kubelet.logs(ref('alive'), { follow: true, signal: leaving.signal }))
      return chunk
    return 'ended'
  })()
  leaving.abort()
  expect(await reading).toBe('ended')
})

it.each([
  { container: ref('absent'), message: 'pods "absent" not found', code: 404 },
  { container: ref('alive', 'other'), message: 'container other is not valid for pod alive', code: 400 },
])('says what is wrong with $container', ({ container, message, code }) => {
  const { signal } = new AbortController()
  expect(() => node.kubelet.logs(container, { signal })).toThrowError(
    expect.objectContaining({ message, status: expect.objectContaining({ code }) }),
  )
})

it('says that there is no previous run', () => {
  const { signal } = new AbortController()
  expect(() => node.kubelet.logs(ref('alive'), { signal, previous: true })).toThrowError(
    'previous terminated container "main" in pod "alive" not found',
  )
})

async function exec(command: [string, ...string[]], input?: string) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const { signal } = new AbortController()
  const exitCode = await node.kubelet.exec(ref('alive'), command, {
    stdout,
    stderr,
    signal,
    ...(input === undefined ? {} : { stdin: Readable.from([input]) }),
  })
  return { exitCode, stdout: String(stdout.read() ?? ''), stderr: String(stderr.read() ?? '') }
}

it("runs a command in the container's directory, with its variables", async () => {
  expect(await exec(['sh', '-c', 'cat file; echo " $COLOR"; echo no >&2; exit 3'])).toEqual({
    exitCode: 3,
    stdout: 'of the image red\n',
    stderr: 'no\n',
  })
})

it('passes standard input to a command', async () => {
  expect(await exec(['wc', '-c'], 'four')).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/^\s*4\n$/),
  })
})

it('says when the program of a command is not there', async () => {
  await expect(exec(['no-such-program'])).rejects.toThrow(/executable file not found in \$PATH/)
})

it('ends a command when its caller leaves', async () => {
  const leaving = new AbortController()
  const io = { stdout: new PassThrough(), stderr: new PassThrough(), signal: leaving.signal }
  const running = node.kubelet.exec(ref('alive'), ['sleep', `${process.pid}7501`], io)
  await expect.poll(() => processesWith(`sleep ${process.pid}7501`)).toHaveLength(1)
  leaving.abort()
  await expect(running).rejects.toThrow()
  expect(processesWith(`sleep ${process.pid}7501`)).toEqual([])
})

it('leaves the container running when a command ends', async () => {
  await exec(['true'])
  expect(isReady(node.get('alive'))).toBe(true)
})
