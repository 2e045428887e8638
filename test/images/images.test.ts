import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { existingDigest } from '@gitops-example/delivery/image/registry'
import { exec } from '@gitops-example/kit/process/exec'
import { quietPort } from '@gitops-example/kit/testing/quiet-port'
import { eventually } from '@guestbook/service-kit/testing/eventually'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Postgres } from '../../dev/api/test/postgres.ts'
import { lacks, root } from '../../ops/test/programs.ts'
import { RegistryServer } from '../../platform/delivery/test/registry-server.ts'
import { Buildah, type ImageConfig } from './buildah.ts'
import { runContainer } from './container.ts'
import { type Bases, foreignPlatform, makeStandIns, type StandIns } from './stand-in-bases.ts'

const revision = '0123456789abcdef0123456789abcdef01234567'
const source = 'https://git.example/fork'
const apps = ['api', 'webapp'] as const
type App = (typeof apps)[number]

/** One image of an index (image-spec, image-index.md). */
interface IndexEntry {
  digest: string
  platform: { os: string; architecture: string }
}

const notRoot = process.getuid?.() !== 0 && process.env.GITOPS_REQUIRE_TOOLS !== '1'

describe.skipIf(notRoot || lacks('buildah', 'runc', 'npm'))(
  'the images (need root, buildah, runc, npm)',
  () => {
    let folder: string
    let buildah: Buildah
    let standIns: StandIns
    const images = new Map<App, { rootfs: string; config: ImageConfig }>()
    const image = (app: App) => {
      const found = images.get(app)
      if (found === undefined) throw new Error(`The image of ${app} was not built.`)
      return found
    }

    const request = (app: App, { node, runtime }: Bases) => ({
      file: join(root, 'dev', app, 'Dockerfile'),
      ignoreFile: join(root, 'dev', app, 'Dockerfile.dockerignore'),
      context: root,
      args: {
        NODE_IMAGE: node,
        RUNTIME_IMAGE: runtime,
        REVISION: revision,
        SOURCE: source,
      },
      volumes: { '/npm-cache': standIns.npmCache },
    })

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'images-'))
      buildah = await Buildah.in(folder)
      standIns = await makeStandIns(buildah, folder)
      for (const app of apps) {
        const tag = `localhost/${app}`
        await buildah.build({ ...request(app, standIns), tag })
        images.set(app, { rootfs: await buildah.mount(tag), config: await buildah.config(tag) })
      }
    })
    afterAll(async () => {
      await buildah?.close()
      await rm(folder, { recursive: true, force: true })
    })

    test.each(apps)('%s holds the very bundle that the embedded delivery makes', async (app) => {
      const bundle = join(folder, `bundle-${app}`)
      await exec([process.execPath, join(root, 'dev', app, 'build.ts'), bundle])
      const inImage = join(image(app).rootfs, 'app')
      expect(filesOf(inImage)).toEqual(filesOf(bundle))
      for (const file of filesOf(bundle)) {
        expect(readFileSync(join(inImage, file)).equals(readFileSync(join(bundle, file))), file).toBe(true)
      }
    })

    test.each(apps)('%s adds nothing else to its base, in one small layer', async (app) => {
      const base = filesOf(await buildah.mount(standIns.runtime))
      const added = filesOf(image(app).rootfs).filter((file) => !base.includes(file))
      expect(added.filter((file) => !file.startsWith('app/'))).toEqual([])
      const layers = await buildah.layerBytes(`localhost/${app}`, join(folder, `layers-${app}`))
      expect(layers).toHaveLength(2)
      expect(layers[1]).toBeLessThan(2_000_000)
    })

    test.each(apps)('%s cannot be changed by its own process', (app) => {
      const { rootfs } = image(app)
      for (const file of ['', ...filesOf(join(rootfs, 'app'))]) {
        const { uid, mode } = lstatSync(join(rootfs, 'app', file))
        expect([uid, mode & 0o022], file).toEqual([0, 0])
      }
    })

    test.each(apps)('%s says what it is and how it runs', (app) => {
      const { config } = image(app)
      expect(config).toMatchObject({
        User: '10001:10001',
        WorkingDir: '/app',
        Entrypoint: ['node', 'main.js'],
      })
      expect(config.Healthcheck).toBeUndefined()
      expect(config.Labels).toMatchObject({
        'org.opencontainers.image.title': `guestbook-${app}`,
        'org.opencontainers.image.licenses': 'Apache-2.0',
        'org.opencontainers.image.source': source,
        'org.opencontainers.image.revision': revision,
        'org.opencontainers.image.version': revision,
        'org.opencontainers.image.base.name': standIns.runtime,
      })
    })

    test.skipIf(lacks('docker-registry', 'skopeo'))(
      'are one index for both architectures in a registry, with the same bundle (needs docker-registry, skopeo)',
      async () => {
        await using registry = await RegistryServer.start()
        const repository = `${registry.host}/guestbook/webapp`
        const foreign = 'localhost/webapp-foreign'
        await buildah.build({
          ...request('webapp', standIns.foreign),
          tag: foreign,
          platform: foreignPlatform,
        })
        await buildah.pushIndex(['localhost/webapp', foreign], `${repository}:${revision}`)

        const skopeo = async (...args: string[]) =>
          JSON.parse((await exec(['skopeo', 'inspect', '--tls-verify=false', ...args])).stdout)
        const index = await skopeo('--raw', `docker://${repository}:${revision}`)
        const images = await Promise.all(
          index.manifests.map(async ({ digest, platform }: IndexEntry) => {
            const image = `docker://${repository}@${digest}`
            const { layers } = await skopeo('--raw', image)
            const { config } = await skopeo('--config', image)
            return {
              platform: `${platform.os}/${platform.architecture}`,
              bundle: layers.at(-1).digest,
              config,
            }
          }),
        )
        expect(images.map(({ platform }) => platform).sort()).toEqual(['linux/amd64', 'linux/arm64'])
        expect(images[1].bundle).toBe(images[0].bundle)
        for (const { config } of images) expect(config.Entrypoint).toEqual(['node', 'main.js'])
        // What gitops bump and promote ask for with --check-image.
        const options = { searchPath: process.env.PATH ?? '' }
        expect(await existingDigest(repository, revision, options)).toMatch(/^sha256:\w{64}$/)
      },
    )

    test('an entry written to the API in a container is on the page of the web app in another', async () => {
      await using postgres = await Postgres.start()
      const database = await postgres.createDatabase()
      await using migration = await runContainer({
        ...image('api'),
        env: database,
        command: ['node', 'migrate.js'],
        folder,
      })
      expect(await migration.exited, migration.output()).toBe(0)

      const [apiPort, webappPort] = [await quietPort(), await quietPort()]
      const common = { HOST: '127.0.0.1', APP_VERSION: revision, DRAIN_MS: '200' }
      await using api = await runContainer({
        ...image('api'),
        env: { ...common, ...database, PORT: String(apiPort) },
        folder,
      })
      await using webapp = await runContainer({
        ...image('webapp'),
        env: { ...common, PORT: String(webappPort), API_URL: `http://127.0.0.1:${apiPort}` },
        folder,
      })
      for (const port of [apiPort, webappPort]) {
        await eventually(async () =>
          expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200),
        )
      }

      const added = await fetch(`http://127.0.0.1:${apiPort}/entries`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ author: 'Ada', message: 'Hello from a container' }),
      })
      expect(added.status).toBe(201)
      const page = await (await fetch(`http://127.0.0.1:${webappPort}/`)).text()
      expect(page).toContain('Hello from a container')
      expect(page).toContain(revision)
      const docs = await fetch(`http://127.0.0.1:${apiPort}/docs/swagger-ui-bundle.js`)
      expect([docs.status, (await docs.text()).length > 1_000_000]).toEqual([200, true])

      // As the first process of a container, Node.js gets the signal only if it asked for it.
      for (const container of [api, webapp]) {
        await container.kill('TERM')
        expect(await container.exited, container.output()).toBe(0)
        expect(container.output()).toContain('"msg":"draining"')
      }
    })
  },
)

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort()
}
