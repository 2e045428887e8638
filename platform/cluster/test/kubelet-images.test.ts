import { existsSync, readdirSync } from 'node:fs'
import { appendFile, mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { once } from '../src/kubelet/testing/tools-image.ts'
import {
  containerOf,
  hasEnded,
  isReady,
  isReason,
  startTestNode,
  type TestNode,
} from '../src/testing/test-node.ts'

let node: TestNode
beforeAll(async () => {
  node = await startTestNode()
})
afterAll(() => node[Symbol.asyncDispose]())

const list = ['sh', '-c', 'find . -type f -o -type l | sort; cat app/kept 2>/dev/null']

it.each(['gzip', 'zstd', 'none'] as const)('extracts layers over each other: %s', async (compression) => {
  await node.image('demo/layers', compression, {
    layers: [
      { 'app/kept': 'old', 'app/removed': '', 'dir/lower': '', 'dir/sub/lower': '' },
      { 'app/kept': 'new', 'app/.wh.removed': '', 'dir/.wh..wh..opq': '', 'dir/upper': '' },
    ],
    compression,
  })
  node.run(compression, { image: `demo/layers:${compression}`, command: list }, once)
  await node.until(compression, hasEnded)
  expect(await node.logs(compression)).toBe('./app/kept\n./dir/upper\nnew')
})

it('removes by whiteouts what is in the image, and nothing that its links lead to', async () => {
  // Lexically `out` stays in the image; the system follows `here` first and comes to its parent.
  const outside = join(node.directory, 'image-roots', 'precious')
  await mkdir(outside, { recursive: true })
  await node.image('demo/links', 'v1', {
    layers: [
      {
        here: { link: '.' },
        out: { link: 'here/..' },
        further: { link: 'out/..' },
        'usr/lib/a': '',
        'usr/lib/b': '',
        lib: { link: 'usr/lib' },
      },
      { 'further/.wh.precious': '', 'lib/.wh.a': '' },
    ],
  })
  node.run('links', { image: 'demo/links:v1', command: ['ls', 'usr/lib'] }, once)
  await node.until('links', hasEnded)
  expect(await node.logs('links')).toBe('b\n')
  expect(existsSync(outside)).toBe(true)
})

it('runs a program of the image by an absolute path', async () => {
  await node.image('demo/program', 'v1', {
    layers: [{ 'usr/bin/hello': '#!/bin/sh\necho "hello $1"' }],
    config: { Entrypoint: ['/usr/bin/hello'], Cmd: ['image'] },
  })
  node.run('absolute', { image: 'demo/program:v1' }, once)
  await node.until('absolute', hasEnded)
  expect(await node.logs('absolute')).toBe('hello image\n')
})

it('finds an image by its digest', async () => {
  const digest = await node.image('demo/digest', 'v1', { layers: [{ x: 'by digest' }] })
  node.run('digest', { image: `demo/digest@${digest}`, command: ['cat', 'x'] }, once)
  const pod = await node.until('digest', hasEnded)
  expect(await node.logs('digest')).toBe('by digest')
  expect(containerOf(pod)?.imageID).toBe(`demo/digest@${digest}`)
})

it('extracts an image once for all its pods', async () => {
  await node.image('demo/once', 'v1', { layers: [{ x: '' }] })
  const before = readdirSync(join(node.directory, 'image-roots')).length
  for (const name of ['once-a', 'once-b', 'once-c']) {
    node.run(name, { image: 'demo/once:v1', command: ['true'] }, once)
  }
  for (const name of ['once-a', 'once-b', 'once-c']) await node.until(name, hasEnded)
  expect(readdirSync(join(node.directory, 'image-roots'))).toHaveLength(before + 1)
})

it('takes a moved tag again only where the pull policy is Always', async () => {
  const run = async (name: string, imagePullPolicy: string) => {
    node.run(name, { image: 'demo/moved:stable', imagePullPolicy, command: ['cat', 'x'] }, once)
    await node.until(name, hasEnded)
    return await node.logs(name)
  }
  await node.image('demo/moved', 'stable', { layers: [{ x: 'first' }] })
  expect(await run('moved-1', 'IfNotPresent')).toBe('first')
  await node.image('demo/moved', 'stable', { layers: [{ x: 'second' }] })
  expect(await run('moved-2', 'IfNotPresent')).toBe('first')
  expect(await run('moved-3', 'Always')).toBe('second')
})

it.each([
  {
    name: 'no-repository',
    image: 'demo/absent:v1',
    reason: 'ImagePullBackOff',
    message: /demo\/absent:v1: not found/,
  },
  { name: 'no-tag', image: 'demo/only:v2', reason: 'ImagePullBackOff', message: /demo\/only:v2: not found/ },
  {
    name: 'bad-name',
    image: '../../etc:x',
    reason: 'InvalidImageName',
    message: /couldn't parse image name/,
  },
  {
    name: 'never',
    image: 'demo/only:v1',
    imagePullPolicy: 'Never',
    reason: 'ErrImageNeverPull',
    message: /is not present with pull policy of Never/,
  },
])('tells why an image cannot be used: $name', async ({ name, reason, message, ...container }) => {
  await node.image('demo/only', 'v1', { layers: [{ x: name }] })
  node.run(name, { ...container, command: ['true'] })
  const pod = await node.until(name, isReason(reason))
  expect(pod?.status?.phase).toBe('Pending')
  expect(containerOf(pod)?.state?.waiting?.message).toMatch(message)
  const reported = node.emitted.filter((event) => event.name === 'pod.failed' && event.payload.pod === name)
  expect(reported).toHaveLength(1)
})

it('refuses a layer whose content is not what its digest says', async () => {
  await node.image('demo/broken', 'v1', { layers: [{ x: 'right' }] })
  const blobs = join(node.directory, 'images/demo/broken/blobs/sha256')
  for (const blob of await readdir(blobs)) await appendFile(join(blobs, blob), 'wrong')
  node.run('broken', { image: 'demo/broken:v1', command: ['true'] })
  const pod = await node.until('broken', isReason('ImagePullBackOff'))
  expect(containerOf(pod)?.state?.waiting?.message).toMatch(/another digest/)
})

it('restarts a container whose image is changed', async () => {
  const script = { command: ['sh', '-c', 'cat x; echo; exec sleep 60'] }
  await node.image('demo/changing', 'v1', { layers: [{ x: 'first' }] })
  await node.image('demo/changing', 'v2', { layers: [{ x: 'second' }] })
  node.run('changing', { image: 'demo/changing:v1', ...script })
  const pod = await node.until('changing', isReady)
  if (pod?.spec === undefined) throw new Error('no pod')
  const containers = pod.spec.containers.map((container) => ({ ...container, image: 'demo/changing:v2' }))
  node.client.update('pods', { ...pod, spec: { ...pod.spec, containers } })
  const next = await node.until(
    'changing',
    (state) => isReady(state) && containerOf(state)?.restartCount === 1,
  )
  expect(containerOf(next)?.image).toBe('demo/changing:v2')
  await expect.poll(() => node.logs('changing')).toBe('second\n')
})

it('tries a corrected image at once', async () => {
  await node.image('demo/corrected', 'right', { layers: [{ x: '' }] })
  node.run('corrected', { image: 'demo/corrected:wrong', command: ['sleep', '60'] })
  const pod = await node.until('corrected', isReason('ImagePullBackOff'))
  if (pod?.spec === undefined) throw new Error('no pod')
  const containers = pod.spec.containers.map((container) => ({ ...container, image: 'demo/corrected:right' }))
  node.client.update('pods', { ...pod, spec: { ...pod.spec, containers } })
  await node.until('corrected', isReady, 5000)
})

it('can be used by other users whatever the umask', async () => {
  const umask = process.umask(0o077)
  try {
    await node.image('demo/umask', 'v1', { layers: [{ 'a/b/c': 'deep' }], config: { WorkingDir: '/a' } })
    const volumeMounts = [{ name: 'v', mountPath: '/a/v' }]
    node.run(
      'umask',
      { image: 'demo/umask:v1', command: ['sh', '-c', 'cat b/c; echo x > v/y && cat v/y'], volumeMounts },
      { ...once, volumes: [{ name: 'v', emptyDir: {} }] },
    )
    await node.until('umask', hasEnded)
    expect(await node.logs('umask')).toBe('deepx\n')
  } finally {
    process.umask(umask)
  }
})
