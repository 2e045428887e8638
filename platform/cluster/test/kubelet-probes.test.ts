import { createServer as createHttpServer, type RequestListener } from 'node:http'
import { createServer as createHttp2Server, type ServerHttp2Stream } from 'node:http2'
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { type Check, runCheck } from '../src/kubelet/probes/check.ts'

const open: { close: () => void }[] = []
afterEach(() => {
  for (const server of open.splice(0)) server.close()
})

async function listen(server: Pick<Server, 'listen' | 'address' | 'close'>): Promise<number> {
  open.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}
const http = (listener: RequestListener) => listen(createHttpServer(listener))

/** The pod's port 8080, named `web`, is the server's. */
function check(what: Check, hostPort: number, timeoutMs = 5000) {
  const context = {
    container: { ports: [{ name: 'web', containerPort: 8080 }] },
    hostPorts: new Map([[8080, hostPort]]),
    exec: async () => ({ exitCode: 0, output: '' }),
  }
  return runCheck(what, context, AbortSignal.timeout(timeoutMs))
}

it.each([
  { status: 200, isSuccess: true },
  { status: 204, isSuccess: true },
  { status: 302, isSuccess: true },
  { status: 399, isSuccess: true },
  { status: 400, isSuccess: false },
  { status: 503, isSuccess: false },
])('takes status $status for success: $isSuccess', async ({ status, isSuccess }) => {
  const port = await http((_request, response) => response.writeHead(status, { location: '/x' }).end())
  const output = isSuccess ? '' : `HTTP probe failed with statuscode: ${status}`
  expect(await check({ httpGet: { port: 'web' } }, port)).toEqual({ isSuccess, output })
})

it('asks for the path with its headers', async () => {
  let seen = ''
  const port = await http(({ url, headers }, response) => {
    seen = `${url} ${headers['x-probe']} ${headers.host} ${headers['user-agent']}`
    response.end()
  })
  const httpHeaders = [
    { name: 'X-Probe', value: 'yes' },
    { name: 'Host', value: 'example.com' },
  ]
  await check({ httpGet: { port: 8080, path: 'ready?x=1', httpHeaders } }, port)
  expect(seen).toMatch(/^\/ready\?x=1 yes example\.com kube-probe\//)
})

it('gives up a server that does not answer', async () => {
  const port = await http(() => {})
  const { isSuccess, output } = await check({ httpGet: { port: 8080 } }, port, 50)
  expect(isSuccess).toBe(false)
  expect(output).toContain('context deadline exceeded')
})

it('fails where nothing listens', async () => {
  const port = await http(() => {})
  for (const server of open.splice(0)) server.close()
  expect(await check({ httpGet: { port: 8080, path: '/x' } }, port)).toEqual({
    isSuccess: false,
    output: `Get "http://127.0.0.1:${port}/x": dial tcp 127.0.0.1:${port}: connect: connection refused`,
  })
  expect(await check({ tcpSocket: { port: 'web' } }, port)).toEqual({
    isSuccess: false,
    output: `dial tcp 127.0.0.1:${port}: connect: connection refused`,
  })
  expect((await check({ grpc: { port: 8080 } }, port)).output).toContain('connection refused')
})

it('connects to a socket', async () => {
  const port = await listen(createTcpServer((socket) => socket.on('error', () => {})))
  expect(await check({ tcpSocket: { port: 8080 } }, port)).toEqual({ isSuccess: true, output: '' })
})

it('says which port has no name', async () => {
  await expect(check({ httpGet: { port: 'metrics' } }, 1)).rejects.toThrow("couldn't find port: metrics")
})

it.each([
  { title: 'serving', service: '', answer: [8, 1], isSuccess: true },
  { title: 'serving a named service', service: 'guest.Book', answer: [8, 1], isSuccess: true },
  { title: 'not serving', service: '', answer: [8, 2], isSuccess: false, output: 'NOT_SERVING' },
  {
    title: 'of an unknown service',
    service: 'x',
    grpcStatus: '5',
    answer: undefined,
    isSuccess: false,
    output: 'grpc-status 5',
  },
])(
  'asks a gRPC server that is $title',
  async ({ service, answer, isSuccess, grpcStatus = '0', output = '' }) => {
    const asked: string[] = []
    const server = createHttp2Server()
    server.on('stream', (stream: ServerHttp2Stream, headers) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        asked.push(`${headers[':path']} ${Buffer.concat(chunks).subarray(7).toString('utf8')}`.trim())
        stream.respond({ 'content-type': 'application/grpc' }, { waitForTrailers: true })
        stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': grpcStatus }))
        stream.end(answer && Buffer.from([0, 0, 0, 0, answer.length, ...answer]))
      })
    })
    const port = await listen(server)
    const result = await check({ grpc: { port: 8080, service } }, port)
    expect(result.isSuccess).toBe(isSuccess)
    expect(result.output).toContain(output)
    expect(asked).toEqual([`/grpc.health.v1.Health/Check ${service}`.trim()])
  },
)
