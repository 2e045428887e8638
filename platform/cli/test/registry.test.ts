import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import { exec } from '@gitops-example/kit/process/exec'
import { lacks } from '@gitops-example/kit/testing/programs'
import { values } from '@gitops-example/release/testing/scratch-repository'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { greeting } from '../../delivery/test/hello-app.ts'
import { RegistryServer, testPassword, testUser } from '../../delivery/test/registry-server.ts'
import { greetFile, type ReleaseWorld, releaseWorld } from './release-world.ts'

const valuesOf = (environment: string) => `ops/environments/${environment}/05_applications/values/hello.yaml`

/** A world whose environments name repositories of one registry; returns the head. */
async function useRegistry(world: ReleaseWorld, host: string, prod = `${host}/guestbook/hello`) {
  return await world.commit('Images of a registry', {
    [valuesOf('dev')]: values('hello').replace('guestbook/hello', `${host}/guestbook/hello`),
    [valuesOf('prod')]: values('hello').replace('guestbook/hello', prod),
  })
}

async function releases(world: ReleaseWorld): Promise<string[]> {
  return (await world.scratch.subjects()).filter((subject) => /^(Release|Promote)/.test(subject))
}

describe.skipIf(lacks('docker-registry') || lacks('skopeo'))(
  'with a registry that was not written here',
  () => {
    let world: ReleaseWorld
    let registry: RegistryServer
    let image: string

    beforeEach(async () => {
      world = await releaseWorld()
      registry = await RegistryServer.start()
      const head = await useRegistry(world, registry.host)
      image = `${registry.host}/guestbook/hello:${head}`
    })
    afterEach(async () => {
      world[Symbol.dispose]()
      await registry[Symbol.asyncDispose]()
    })

    const read = async (...args: string[]) =>
      (await exec(['skopeo', 'inspect', '--tls-verify=false', ...args, `docker://${image}`])).stdout

    it('build --push brings the very image of the layout there, by its commit', async () => {
      const { code, out, err } = await world.gitops('build', '--env', 'dev', '--push', '--json')
      expect({ code, err }).toEqual({ code: 0, err: '' })
      const [built] = JSON.parse(out)
      expect(`${built.repository}:${built.tag}`).toBe(image)
      expect(built.registry).toBe('pushed')

      const there = JSON.parse(await read())
      expect(there.Digest).toBe(built.digest)
      expect(there.Labels).toMatchObject({
        'org.opencontainers.image.revision': built.tag,
        'org.opencontainers.image.title': 'hello',
      })
      expect(JSON.parse(await read('--config'))).toMatchObject({
        os: 'linux',
        config: { User: '10001:10001', Entrypoint: ['node', 'main.js'], WorkingDir: '/app' },
      })
      const folder = mkdtempSync(join(world.scratch.root, 'pulled-'))
      const copy = ['skopeo', '--insecure-policy', 'copy', '--preserve-digests', '--src-tls-verify=false']
      await exec([...copy, `docker://${image}`, `oci:${folder}:pulled`])
      const blobs = (layout: string) => join(layout, 'blobs', 'sha256')
      for (const name of readdirSync(blobs(built.layout))) {
        const [pulled, ours] = [folder, built.layout].map((layout) => readFileSync(join(blobs(layout), name)))
        expect(pulled, name).toEqual(ours)
      }
    })

    it('build --push sends nothing a second time', async () => {
      const first = await world.gitops('build', '--env', 'dev', '--push')
      expect(first.out).toMatch(new RegExp(`^${image} {2}sha256:\\w{64} {2}pushed$`))
      const before = filesOf(registry.folder)
      const again = await world.gitops('build', '--env', 'dev', '--push')
      expect(again.out).toBe(first.out.replace(/pushed$/, 'present'))
      expect(filesOf(registry.folder)).toEqual(before)
    })

    it('build --push leaves a tag alone that names another image there', async () => {
      await world.gitops('build', '--env', 'dev', '--push')
      const copy = [
        'skopeo',
        '--insecure-policy',
        'copy',
        '--src-tls-verify=false',
        '--dest-tls-verify=false',
      ]
      await exec([...copy, '--format', 'v2s2', `docker://${image}`, `docker://${image}`])
      const digest = JSON.parse(await read()).Digest

      const { code, err } = await world.gitops('build', '--env', 'dev', '--push')

      expect(code).toBe(1)
      expect(err).toContain(`the registry has ${digest} under this tag.`)
      expect(JSON.parse(await read()).Digest).toBe(digest)
    })

    it('bump --check-image releases what is there and nothing else', async () => {
      const missing = await world.gitops('bump', '--env', 'dev', '--tag', 'HEAD', '--check-image')
      expect(missing).toMatchObject({ code: 1, out: '' })
      expect(missing.err).toContain(`The registry has no image ${image}. Its build may have failed`)
      expect(await releases(world)).toEqual([])

      await world.gitops('build', '--env', 'dev', '--push')
      const unbuilt = await world.commit('Not built', { [greetFile]: greeting('Hallo') })
      const there = await world.gitops('bump', '--env', 'dev', '--tag', 'HEAD~1', '--check-image')
      expect(there).toMatchObject({ code: 0, err: '' })
      const named = ['bump', '--env', 'dev', '--tag', unbuilt, '--app', 'hello', '--check-image']
      expect((await world.gitops(...named)).err).toContain(`has no image ${registry.host}/guestbook/hello:`)
      expect(await releases(world)).toHaveLength(1)
    })

    describe.skipIf(lacks('helm'))('promote --check-image', () => {
      const elsewhere = () => `${registry.host}/production/hello`

      async function releasedToDev(prod?: string): Promise<string> {
        const head = await useRegistry(world, registry.host, prod)
        image = `${registry.host}/guestbook/hello:${head}`
        await world.gitops('build', '--env', 'dev', '--push')
        await world.gitops('bump', '--env', 'dev', '--tag', head)
        return JSON.parse(await read()).Digest
      }

      it('names the digest that both environments run', async () => {
        const digest = await releasedToDev()
        const { code, out } = await world.gitops('promote', 'dev', 'prod', '--check-image', '--json')
        expect(code).toBe(0)
        expect(JSON.parse(out).changed).toMatchObject([{ app: 'hello', digest }])
        expect(await world.scratch.subjects()).toContain('Promote hello from dev to prod')
      })

      it('refuses an image that has gone since', async () => {
        await releasedToDev()
        await exec(['skopeo', 'delete', '--tls-verify=false', `docker://${image}`])
        const { code, err } = await world.gitops('promote', 'dev', 'prod', '--check-image')
        expect(code).toBe(1)
        expect(err).toContain(`The registry has no image ${image}.`)
        expect(await releases(world)).toHaveLength(1)
      })

      it('takes another repository only with the same image in it', async () => {
        await releasedToDev(elsewhere())
        const unchecked = await world.gitops('promote', 'dev', 'prod')
        expect(unchecked.err).toContain('their images are in different repositories')
        const missing = await world.gitops('promote', 'dev', 'prod', '--check-image')
        expect(missing.err).toContain(`The registry has no image ${elsewhere()}:`)

        const copy = [
          'skopeo',
          '--insecure-policy',
          'copy',
          '--src-tls-verify=false',
          '--dest-tls-verify=false',
        ]
        const to = image.replace('/guestbook/', '/production/')
        await exec([...copy, '--format', 'v2s2', `docker://${image}`, `docker://${to}`])
        const rebuilt = await world.gitops('promote', 'dev', 'prod', '--check-image')
        expect(rebuilt.err).toMatch(
          /hello:\w{40} is sha256:\w{64}, and \S+production\/hello:\w{40} is sha256:/,
        )
        expect(await releases(world)).toHaveLength(1)

        await exec([...copy, '--preserve-digests', `docker://${image}`, `docker://${to}`])
        expect(await world.gitops('promote', 'dev', 'prod', '--check-image')).toMatchObject({ code: 0 })
        expect(await releases(world)).toHaveLength(2)
      })
    })
  },
)

describe.skipIf(lacks('docker-registry') || lacks('skopeo'))('with a registry that asks who it is', () => {
  it.each([
    { name: 'nobody', credentials: undefined },
    { name: 'a wrong password', credentials: { name: testUser, password: 'guessed-in-vain' } },
  ])('$name may not push, and may once logged in', async ({ credentials }) => {
    using world = await releaseWorld()
    await using registry = await RegistryServer.start({ secured: true })
    const head = await useRegistry(world, registry.host)
    const image = `${registry.host}/guestbook/hello:${head}`
    if (credentials !== undefined) {
      world.env.REGISTRY_AUTH_FILE = registry.authFile(credentials.name, credentials.password)
    }

    const refused = await world.gitops('build', '--env', 'dev', '--push')
    expect(refused).toMatchObject({ code: 1, out: '' })
    expect(refused.err).toContain(`Cannot push ${image}:`)
    expect(refused.err).toContain(`Log in with skopeo login ${registry.host}`)
    expect(refused.err).not.toContain('guessed-in-vain')
    expect(refused.err).not.toContain(Buffer.from(`${testUser}:guessed-in-vain`).toString('base64'))
    const bumped = await world.gitops('bump', '--env', 'dev', '--tag', 'HEAD', '--check-image')
    expect(bumped.err).toContain(`Log in with skopeo login ${registry.host}`)
    expect(await releases(world)).toEqual([])

    world.env.REGISTRY_AUTH_FILE = registry.authFile(testUser, testPassword)
    expect((await world.gitops('build', '--env', 'dev', '--push')).out).toMatch(/pushed$/)
  })
})

describe.skipIf(lacks('skopeo'))('a registry that is', () => {
  let world: ReleaseWorld
  let server: Server

  beforeEach(async () => {
    world = await releaseWorld()
    server = createServer()
  })
  afterEach(() => {
    world[Symbol.dispose]()
    server.close()
  })

  const listen = async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    return `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  }

  it.each([
    {
      name: 'down',
      host: async () => {
        const host = await listen()
        await new Promise((resolve) => server.close(resolve))
        return host
      },
      words: 'connection refused',
    },
    {
      name: 'not to be found',
      host: async () => 'registry.invalid',
      words: 'Check that registry.invalid is up',
    },
    {
      name: 'cut off',
      host: async () => {
        server.on('connection', (socket) => socket.destroy())
        return await listen()
      },
      words: 'is up and that this machine reaches it',
    },
    {
      name: 'broken',
      host: async () => {
        server.on('request', (_, response) => response.writeHead(503).end())
        return await listen()
      },
      words: 'is up and that this machine reaches it',
    },
  ])('$name stops a push and a release, and the image stays on this machine', async ({ host, words }) => {
    await useRegistry(world, await host())
    const pushed = await world.gitops('build', '--env', 'dev', '--push')
    expect(pushed).toMatchObject({ code: 1, out: '' })
    expect(pushed.err).toContain(words)
    const bumped = await world.gitops('bump', '--env', 'dev', '--tag', 'HEAD', '--check-image')
    expect(bumped).toMatchObject({ code: 1, out: '' })
    expect(bumped.err).toContain(words)
    expect(await releases(world)).toEqual([])
    expect((await world.gitops('build', '--env', 'dev')).out).toMatch(/sha256:\w{64}$/)
  })
})

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => {
      const { size, mtimeMs } = statSync(join(folder, name))
      return `${name} ${size} ${mtimeMs}`
    })
    .sort()
}
