import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exec } from '@gitops-example/kit/exec'
import { freePort } from '@gitops-example/kit/free-port'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../../dev/api/test/eventually.ts'
import { Postgres } from '../../dev/api/test/postgres.ts'
import { lacks, root } from '../../ops/test/programs.ts'
import { Buildah, type ImageConfig } from './buildah.ts'
import { runContainer } from './container.ts'
import { makeStandIns, type StandIns } from './stand-in-bases.ts'

const revision = '0123456789abcdef0123456789abcdef01234567'
const source = 'https://git.example/fork'
const apps = ['api', 'webapp'] as const
type App = (typeof apps)[number]

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

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'images-'))
      buildah = await Buildah.in(folder)
      standIns = await makeStandIns(buildah, folder)
      for (const app of apps) {
        await buildah.build({
          tag: `localhost/${app}`,
          file: join(root, 'dev', app, 'Dockerfile'),
          ignoreFile: join(root, 'dev', app, 'Dockerfile.dockerignore'),
          context: root,
          args: {
            NODE_IMAGE: standIns.nodeImage,
            RUNTIME_IMAGE: standIns.runtimeImage,
            REVISION: revision,
            SOURCE: source,
          },
          volumes: { '/npm-cache': standIns.npmCache },
        })
        const tag = `localhost/${app}`
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
      const base = filesOf(await buildah.mount(standIns.runtimeImage))
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
        'org.opencontainers.image.base.name': standIns.runtimeImage,
      })
    })

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

      const [apiPort, webappPort] = [await freePort(), await freePort()]
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
