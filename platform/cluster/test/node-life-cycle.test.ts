import { afterAll, beforeAll, expect, it } from 'vitest'
import { isReady, processesWith, startTestNode, type TestNode } from '../src/node/testing/test-node.ts'

const server = `
const { createServer } = require('node:http')
const server = createServer((request, response) => response.end('hello from ' + process.env.POD_NAME))
server.listen(Number(process.env.PORT), '127.0.0.1', () => console.log('listening on', process.env.PORT))
process.on('SIGTERM', () => { console.log('got SIGTERM'); server.close(() => process.exit(0)) })
`

let node: TestNode
beforeAll(async () => {
  node = await startTestNode()
  await node.image('demo/server', 'v1', {
    layers: [{ 'app/main.js': server }],
    config: { WorkingDir: '/app', Entrypoint: ['node', 'main.js'], User: '10001' },
  })
})
afterAll(() => node[Symbol.asyncDispose]())

const container = {
  image: 'demo/server:v1',
  ports: [{ containerPort: 8080, name: 'http' }],
  env: [
    { name: 'PORT', value: '8080' },
    { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
  ],
  readinessProbe: { httpGet: { path: '/', port: 'http' }, periodSeconds: 1 },
}

it('starts a pod, gets it ready, answers, logs, and ends it', async () => {
  const begun = performance.now()
  node.run('web', container)
  const pod = await node.until('web', isReady)
  console.log('ready after', performance.now() - begun)
  const port = node.kubelet.hostPort({ namespace: 'dev', pod: 'web' }, 8080)
  expect(pod?.metadata.annotations?.['gitops.example/host-ports']).toBe(JSON.stringify({ 8080: port }))
  const answer = await fetch(`http://127.0.0.1:${port}/`)
  expect(await answer.text()).toBe('hello from web')
  expect(pod?.status?.phase).toBe('Running')
  expect(await node.logs('web')).toBe(`listening on ${port}\n`)
  const root = pod?.metadata.uid ?? ''
  node.client.delete('pods', 'dev', 'web')
  await node.until('web', (gone) => gone === undefined)
  expect(processesWith(root)).toEqual([])
})
