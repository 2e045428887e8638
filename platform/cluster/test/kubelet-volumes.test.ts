import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeToolsImage, once, shell } from '../src/kubelet/testing/tools-image.ts'
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
  await makeToolsImage(
    node,
    { 'app/own.txt': 'own', 'app/dir/inner.txt': 'inner', 'etc/file': 'of the image' },
    { User: '10001' },
  )
  node.client.create('configmaps', {
    metadata: { name: 'files', namespace: 'dev' },
    data: { 'a.txt': 'A', 'b.txt': 'B' },
    binaryData: { bin: Buffer.from([0, 255]).toString('base64') },
  })
  node.client.create('secrets', {
    metadata: { name: 'keys', namespace: 'dev' },
    data: { token: Buffer.from('s3cret').toString('base64') },
  })
})
afterAll(() => node[Symbol.asyncDispose]())

it.each([
  {
    name: 'configmap',
    title: 'a configMap, at a path that the command names',
    script: 'cat /etc/settings/a.txt /etc/settings/b.txt; wc -c < /etc/settings/bin',
    volume: { configMap: { name: 'files' } },
    mount: { mountPath: '/etc/settings' },
    want: /^AB\s*2\n$/,
  },
  {
    name: 'items',
    title: 'chosen keys at chosen paths',
    script: 'cd /data; find . -name "*.txt" -o -name "..*" -prune -false; cat sub/x.txt',
    volume: { configMap: { name: 'files', items: [{ key: 'a.txt', path: 'sub/x.txt' }] } },
    mount: { mountPath: '/data' },
    want: /A$/,
  },
  {
    name: 'secret',
    title: 'a Secret that only its user can read',
    script: 'cat /keys/token; stat -L -c " %a" /keys/token',
    volume: { secret: { secretName: 'keys' } },
    mount: { mountPath: '/keys' },
    want: /^s3cret 600\n$/,
  },
  {
    name: 'empty',
    title: 'an emptyDir below the working directory, beside the files of the image',
    script: 'echo hi > cache/x; cat cache/x own.txt dir/inner.txt',
    volume: { emptyDir: {} },
    mount: { mountPath: '/app/cache' },
    want: /^hi\nowninner$/,
  },
  {
    name: 'tmp',
    title: 'an emptyDir at /tmp, by TMPDIR',
    script: 'touch $TMPDIR/mine; ls $TMPDIR',
    volume: { emptyDir: {} },
    mount: { mountPath: '/tmp' },
    want: /^mine\n$/,
  },
  {
    name: 'downward',
    title: 'fields of the pod as files',
    script: 'cat /info/labels /info/name',
    volume: {
      downwardAPI: {
        items: [
          { path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } },
          { path: 'name', fieldRef: { fieldPath: 'metadata.name' } },
        ],
      },
    },
    mount: { mountPath: '/info' },
    want: /^team="blue"downward$/,
  },
  {
    name: 'projected',
    title: 'several sources in one volume',
    script: 'cat /all/a.txt /all/token /all/name',
    volume: {
      projected: {
        sources: [
          { configMap: { name: 'files' } },
          { secret: { name: 'keys' } },
          { downwardAPI: { items: [{ path: 'name', fieldRef: { fieldPath: 'metadata.name' } }] } },
        ],
      },
    },
    mount: { mountPath: '/all' },
    want: /^As3cretprojected$/,
  },
  {
    name: 'subpath',
    title: 'one file of a volume, by subPath',
    script: 'cat /app/config.txt',
    volume: { configMap: { name: 'files' } },
    mount: { mountPath: '/app/config.txt', subPath: 'b.txt' },
    want: /^B$/,
  },
  {
    name: 'optional',
    title: 'an optional source that does not exist',
    script: 'ls /none | wc -l',
    volume: { configMap: { name: 'absent', optional: true } },
    mount: { mountPath: '/none' },
    want: /^\s*0\n$/,
  },
])('a process sees $title', async ({ name, script, volume, mount, want }) => {
  node.run(
    name,
    { ...shell(script), volumeMounts: [{ name: 'v', ...mount }] },
    { ...once, volumes: [{ name: 'v', ...volume }] },
    { labels: { team: 'blue' } },
  )
  await node.until(name, hasEnded)
  expect(await node.logs(name)).toMatch(want)
})

it('shows a mounted path that env names', async () => {
  node.run(
    'by-env',
    {
      ...shell('cat $CONFIG_DIR/a.txt'),
      env: [{ name: 'CONFIG_DIR', value: '/etc/settings' }],
      volumeMounts: [{ name: 'v', mountPath: '/etc/settings' }],
    },
    { ...once, volumes: [{ name: 'v', configMap: { name: 'files' } }] },
  )
  await node.until('by-env', hasEnded)
  expect(await node.logs('by-env')).toBe('A')
})

it('shares an emptyDir between the containers of a pod', async () => {
  const volumeMounts = [{ name: 'v', mountPath: '/shared' }]
  node.run(
    'shared',
    {},
    {
      ...once,
      initContainers: [{ name: 'writer', ...shell('echo hello > /shared/x'), volumeMounts }],
      containers: [{ name: 'main', ...shell('cat /shared/x'), volumeMounts }],
      volumes: [{ name: 'v', emptyDir: {} }],
    },
  )
  await node.until('shared', hasEnded)
  expect(await node.logs('shared')).toBe('hello\n')
})

it('removes the files of a pod also from folders that it closed', async () => {
  node.run(
    'closing',
    {
      ...shell('mkdir -p v/a/b && touch v/a/b/c && chmod 555 v/a/b && chmod 500 v/a'),
      volumeMounts: [{ name: 'v', mountPath: '/app/v' }],
    },
    { ...once, volumes: [{ name: 'v', emptyDir: {} }] },
  )
  const pod = await node.until('closing', hasEnded)
  expect(pod?.status?.phase).toBe('Succeeded')
  const directory = join(node.directory, 'pods', pod?.metadata.uid ?? '')
  expect(existsSync(directory)).toBe(true)
  node.client.delete('pods', 'dev', 'closing')
  await node.until('closing', (gone) => gone === undefined)
  await expect.poll(() => existsSync(directory)).toBe(false)
})

it('makes the subPath of an emptyDir, writable as the volume is', async () => {
  const volumeMounts = [{ name: 'v', mountPath: '/app/data', subPath: 'deep/down' }]
  node.run(
    'sub-path',
    { ...shell('echo written > data/file; cat data/file'), volumeMounts },
    { ...once, volumes: [{ name: 'v', emptyDir: {} }] },
  )
  await node.until('sub-path', hasEnded)
  expect(await node.logs('sub-path')).toBe('written\n')
})

it('makes no subPath through a link that a container has put into the volume', async () => {
  const outside = join(node.directory, 'outside')
  mkdirSync(outside)
  node.run(
    'sub-path-link',
    { ...shell('true'), volumeMounts: [{ name: 'v', mountPath: '/app/data', subPath: 'out/new' }] },
    {
      ...once,
      initContainers: [
        {
          name: 'first',
          ...shell(`ln -s ${outside} data/out`),
          volumeMounts: [{ name: 'v', mountPath: '/app/data' }],
        },
      ],
      volumes: [{ name: 'v', emptyDir: {} }],
    },
  )
  const pod = await node.until('sub-path-link', isReason('CreateContainerConfigError'))
  expect(containerOf(pod)?.state?.waiting?.message).toBe('subPath "out/new" leads through a symbolic link')
  expect(readdirSync(outside)).toEqual([])
})

it('lets changes of a ConfigMap reach a running process, all files at once', async () => {
  const configMap = node.client.create('configmaps', {
    metadata: { name: 'live', namespace: 'dev' },
    data: { value: 'one', old: 'x' },
  })
  node.run(
    'watcher',
    {
      ...shell(
        'while [ "$(cat /live/value)" = one ]; do sleep 0.02; done; cat /live/value; ls /live/..data; sleep 60',
      ),
      volumeMounts: [{ name: 'v', mountPath: '/live' }],
    },
    { volumes: [{ name: 'v', configMap: { name: 'live' } }] },
  )
  await node.until('watcher', isReady)
  node.client.update('configmaps', { ...configMap, data: { value: 'two', fresh: 'y' } })
  await expect.poll(() => node.logs('watcher')).toBe('twofresh\nvalue\n')
})

it.each([
  {
    name: 'hidden',
    title: 'a mount that the process could not find',
    container: { ...shell('true'), volumeMounts: [{ name: 'v', mountPath: '/etc/app' }] },
    volume: { emptyDir: {} },
    message: /cannot see the volume at \/etc\/app.*name that path in env, command or args/,
  },
  {
    name: 'host-path',
    title: 'a hostPath volume',
    container: { ...shell('ls /host'), volumeMounts: [{ name: 'v', mountPath: '/host' }] },
    volume: { hostPath: { path: '/etc' } },
    message: /volume "v" is of the kind hostPath/,
  },
  {
    name: 'token',
    title: 'a projected service account token',
    container: { ...shell('ls /t'), volumeMounts: [{ name: 'v', mountPath: '/t' }] },
    volume: { projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } },
    message: /projects serviceAccountToken/,
  },
])('refuses by name: $title', async ({ name, container, volume, message }) => {
  node.run(name, container, { ...once, volumes: [{ name: 'v', ...volume }] })
  const pod = await node.until(name, isReason('CreateContainerConfigError'))
  expect(containerOf(pod)?.state?.waiting?.message).toMatch(message)
})

it('waits for a Secret that a volume needs', async () => {
  node.run(
    'needs-secret',
    { ...shell('cat /k/key'), volumeMounts: [{ name: 'v', mountPath: '/k' }] },
    { ...once, volumes: [{ name: 'v', secret: { secretName: 'coming' } }] },
  )
  await expect
    .poll(() => node.reasons())
    .toContainEqual('FailedMount: MountVolume.SetUp failed for volume "v" : secret "coming" not found')
  node.client.create('secrets', {
    metadata: { name: 'coming', namespace: 'dev' },
    data: { key: Buffer.from('here').toString('base64') },
  })
  await node.until('needs-secret', hasEnded)
  expect(await node.logs('needs-secret')).toBe('here')
})

it('never changes the files of an image', async () => {
  node.run('writer', shell('echo x >> own.txt; cat own.txt'), once)
  await node.until('writer', hasEnded)
  const logs = await node.logs('writer')
  expect(logs).toMatch(/denied|cannot create/i)
  expect(logs).toMatch(/own$/)
})

it('removes a pod with its files', async () => {
  node.run('gone', shell('sleep 60'))
  const pod = await node.until('gone', isReady)
  const directory = `${node.directory}/pods/${pod?.metadata.uid}`
  expect(statSync(directory).isDirectory()).toBe(true)
  node.client.delete('pods', 'dev', 'gone')
  await expect.poll(() => statSync(directory, { throwIfNoEntry: false })).toBeUndefined()
})
