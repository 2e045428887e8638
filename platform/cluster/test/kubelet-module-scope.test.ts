import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeToolsImage, once, shell } from '../src/kubelet/testing/tools-image.ts'
import { hasEnded, startTestNode, type TestNode } from '../src/testing/test-node.ts'

const script = 'console.log(typeof require)\n'
const base64 = Buffer.from(script).toString('base64')

let node: TestNode
beforeAll(async () => {
  const umask = process.umask(0o077)
  try {
    node = await startTestNode()
    // As in a checkout whose own programs are ES modules.
    writeFileSync(join(node.directory, 'package.json'), '{"type":"module"}')
    chmodSync(join(node.directory, 'package.json'), 0o644)
    await makeToolsImage(node, { 'app/run.js': script }, { User: '10001' })
    node.client.create('configmaps', {
      metadata: { name: 'scripts', namespace: 'dev' },
      data: { 'run.js': script },
    })
    node.client.create('secrets', {
      metadata: { name: 'scripts', namespace: 'dev' },
      data: { 'run.js': base64 },
    })
    node.run('warm-up', shell('true'), once)
    await node.until('warm-up', hasEnded)
  } finally {
    process.umask(umask)
  }
})
afterAll(() => node[Symbol.asyncDispose]())

const annotation = { path: 'run.js', fieldRef: { fieldPath: "metadata.annotations['script']" } }

it.each([
  { name: 'config-map', volume: { configMap: { name: 'scripts' } } },
  { name: 'secret', volume: { secret: { secretName: 'scripts' } } },
  { name: 'projected', volume: { projected: { sources: [{ configMap: { name: 'scripts' } }] } } },
  { name: 'downward-api', volume: { downwardAPI: { items: [annotation] } } },
  { name: 'empty-dir', volume: { emptyDir: {} } },
])('takes a script of a $name volume for CommonJS, whatever is above the pods', async ({ name, volume }) => {
  const volumeMounts = [{ name: 'v', mountPath: '/scripts' }]
  const write = 'test -e /scripts/run.js || echo "console.log(typeof require)" > /scripts/run.js'
  node.run(
    name,
    {},
    {
      ...once,
      initContainers: [{ name: 'writer', ...shell(write), volumeMounts }],
      containers: [
        {
          name: 'main',
          ...shell('node /scripts/run.js; node --input-type=module --eval "import(\'/scripts/run.js\')"'),
          volumeMounts,
        },
      ],
      volumes: [{ name: 'v', ...volume }],
    },
    { annotations: { script } },
  )
  await node.until(name, hasEnded)
  expect(await node.logs(name)).toBe('function\nfunction\n')
})

it('takes a script of an image for CommonJS, whatever is above the images', async () => {
  node.run('image', shell('node run.js; node --input-type=module --eval "import(\'./run.js\')"'), once)
  await node.until('image', hasEnded)
  expect(await node.logs('image')).toBe('function\nfunction\n')
})
