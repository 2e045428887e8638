import { request } from 'node:https'
import { expect, test } from 'vitest'
import { makeCertificates } from '../src/apiserver/pki/make-certificates.ts'
import { serveHttp } from '../src/proxy/testing/serve.ts'
import { pathTo, startTestNetwork } from '../src/testing/test-network.ts'

const host = 'localhost'

test('serves HTTPS with the certificate of a Secret by SNI, as soon as the Secret is there', async () => {
  await using net = await startTestNetwork()
  await using web = await serveHttp((request, response) => response.end(request.headers['x-forwarded-proto']))
  net.createService('web')
  net.setEndpoints('web', [web])
  const tls = [{ hosts: [host], secretName: 'web-tls' }]
  net.createIngress('web', { tls, rules: [{ host, http: { paths: [pathTo('web')] } }] })
  await expect.poll(() => net.network.ingressTlsPort).toBeGreaterThan(0)
  const port = net.network.ingressTlsPort ?? 0
  const { authority, certificate, key } = await makeCertificates(Date.now())
  await expect(get(port, host, authority)).rejects.toThrow()
  expect(net.eventLines()).toEqual([
    'NoCertificate: HTTPS is refused for localhost: Secret dev/web-tls does not exist.',
  ])
  net.client.create('secrets', {
    metadata: { name: 'web-tls', namespace: 'dev' },
    type: 'kubernetes.io/tls',
    data: { 'tls.crt': base64(certificate), 'tls.key': base64(key) },
  })
  expect(await get(port, host, authority)).toBe('https')
  await expect(get(port, 'other.localhost', authority)).rejects.toThrow()
  expect(
    net.client
      .get('ingresses', 'dev', 'web')
      ?.status?.loadBalancer?.ingress?.[0]?.ports?.map(({ port }) => port),
  ).toEqual([net.network.ingressPort, port])
})

test('says so when a Secret holds no certificate', async () => {
  await using net = await startTestNetwork()
  const data = { 'tls.crt': base64('no certificate'), 'tls.key': base64('no key') }
  net.client.create('secrets', { metadata: { name: 'bad', namespace: 'dev' }, data })
  net.createIngress('web', { tls: [{ secretName: 'bad' }], rules: [{ host }] })
  await expect
    .poll(() => net.eventLines())
    .toEqual([
      'NoCertificate: HTTPS is refused: Secret dev/bad holds no certificate with its private key in PEM.',
    ])
})

const base64 = (text: string) => Buffer.from(text).toString('base64')

function get(port: number, servername: string, ca: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, servername, ca, headers: { host: servername }, agent: false }
    const outgoing = request(options, (response) => {
      response.once('data', (body) => resolve(String(body)))
    })
    outgoing.once('error', reject)
    outgoing.end()
  })
}
