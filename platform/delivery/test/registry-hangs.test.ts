import { createServer } from 'node:net'
import { pushImage, registryDigest } from '@gitops-example/delivery/image/registry'
import { lacks } from '@gitops-example/kit/testing/programs'
import { expect, it } from 'vitest'

it.skipIf(lacks('skopeo'))('a registry that hangs is given up in time, and distinguished', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    const address = server.address()
    const host = `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
    const options = { searchPath: process.env.PATH ?? '', timeoutMs: 300 }
    const image = { layout: '/nowhere', repository: `${host}/web`, tag: 'x', digest: 'sha256:00' }
    const givenUp = {
      code: 'registry-unreachable',
      retryable: true,
      hint: `${host} does not answer in time. Try again later.`,
    }
    await expect(pushImage(image, options)).rejects.toMatchObject(givenUp)
    await expect(registryDigest(`${host}/web`, 'x', options)).rejects.toMatchObject(givenUp)
  } finally {
    server.close()
  }
})
