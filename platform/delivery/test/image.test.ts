import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@gitops-example/kit/clock'
import { exec } from '@gitops-example/kit/process/exec'
import { lacks } from '@gitops-example/kit/testing/programs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { repositoryDir } from '../src/image/build-image.ts'
import { Bundles } from '../src/image/bundles.ts'
import { imageConfig, imageLabels } from '../src/image/image-config.ts'
import { ImageLayout } from '../src/image/image-layout.ts'
import { appLayer } from '../src/image/layer.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'gitops-image-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

const meta = { title: 'web', revision: 'f'.repeat(40), createdAt: Date.UTC(2026, 0, 2) }

function bundle(content = 'console.log(1)\n'): string {
  const outDir = join(directory, 'out')
  mkdirSync(join(outDir, 'assets'), { recursive: true })
  writeFileSync(join(outDir, 'main.js'), content)
  writeFileSync(join(outDir, 'assets', 'logo.svg'), '<svg/>')
  return outDir
}

async function put(layout: ImageLayout, tag: string, content?: string): Promise<string> {
  return await layout.put({
    tag,
    layer: await appLayer(bundle(content)),
    config: (digest) => imageConfig(meta, digest),
    annotations: imageLabels(meta),
  })
}

describe('an image', () => {
  it.skipIf(lacks('skopeo'))('is read by skopeo, with its labels and its layer', async () => {
    await put(new ImageLayout(directory, systemClock), meta.revision)
    const image = `oci:${directory}:${meta.revision}`
    const inspected = JSON.parse((await exec(['skopeo', 'inspect', image])).stdout)
    expect(inspected.Labels).toEqual(imageLabels(meta))
    expect(inspected.Created).toBe('2026-01-02T00:00:00Z')
    const config = JSON.parse((await exec(['skopeo', 'inspect', '--config', image])).stdout)
    expect(config.config).toMatchObject({
      Entrypoint: ['node', 'main.js'],
      WorkingDir: '/app',
      User: '10001:10001',
    })
    // Copying reads every blob and compares it with its digest.
    const copy = join(directory, 'copy')
    await exec(['skopeo', 'copy', '--insecure-policy', image, `dir:${copy}`])
    expect(readdirSync(copy).length).toBeGreaterThan(3)
  })

  it('holds the bundle below /app, for any user to read, as tar sees it', async () => {
    const path = join(directory, 'layer.tar')
    writeFileSync(path, await appLayer(bundle()))
    const { stdout } = await exec(['tar', '--list', '--verbose', '--numeric-owner', '--utc', '--file', path])
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => line.split(/\s+/).join(' ')),
    ).toEqual([
      'drwxr-xr-x 0/0 0 1970-01-01 00:00 app/',
      'drwxr-xr-x 0/0 0 1970-01-01 00:00 app/assets/',
      '-rw-r--r-- 0/0 6 1970-01-01 00:00 app/assets/logo.svg',
      '-rw-r--r-- 0/0 15 1970-01-01 00:00 app/main.js',
    ])
  })

  it('has the same digest whenever it is built from the same commit', async () => {
    const first = await put(new ImageLayout(join(directory, 'a'), systemClock), 'x')
    const second = await put(new ImageLayout(join(directory, 'b'), systemClock), 'y')
    expect(second).toBe(first)
    expect(await put(new ImageLayout(join(directory, 'a'), systemClock), 'z', 'other')).not.toBe(first)
  })
})

describe('a layout', () => {
  it('keeps every image of writers at once', async () => {
    const layer = await appLayer(bundle())
    const tags = Array.from({ length: 20 }, (_, index) => `tag-${index}`)
    await Promise.all(
      tags.map((tag) =>
        new ImageLayout(join(directory, 'images'), systemClock).put({
          tag,
          layer,
          config: (digest) => imageConfig({ ...meta, revision: tag }, digest),
          annotations: {},
        }),
      ),
    )
    const layout = new ImageLayout(join(directory, 'images'), systemClock)
    expect((await layout.tags()).sort()).toEqual(tags.sort())
    for (const tag of tags) expect(await layout.find(tag), tag).toBeDefined()
  })

  it('takes over the lock of a process that was killed', async () => {
    mkdirSync(join(directory, 'images'), { recursive: true })
    writeFileSync(join(directory, 'images', '.lock'), '999999999 12345')
    const layout = new ImageLayout(join(directory, 'images'), systemClock)
    expect(await put(layout, 'x')).toBe(await layout.find('x'))
  })

  it('forgets images with the blobs that no other image needs', async () => {
    const layout = new ImageLayout(join(directory, 'images'), systemClock)
    await put(layout, 'old', 'old')
    await put(layout, 'kept', 'kept')
    await layout.prune((tag) => tag === 'kept')
    expect(await layout.tags()).toEqual(['kept'])
    expect(readdirSync(join(directory, 'images', 'blobs', 'sha256'))).toHaveLength(3)
  })
})

it.each(['../escape', '/etc', 'a//b', 'UPPER/..', ''])('refuses the repository %j', (repository) => {
  expect(() => repositoryDir(directory, repository)).toThrow(/is not the name of an image repository/)
})

it('accepts names with a host, a port and a user', () => {
  expect(repositoryDir('/images', 'docker.io/OWNER/guestbook-webapp')).toBe(
    '/images/docker.io/OWNER/guestbook-webapp',
  )
  expect(repositoryDir('/images', 'localhost:5000/web')).toBe('/images/localhost:5000/web')
})

it('says what build.ts printed when it fails, and leaves nothing behind', async () => {
  mkdirSync(join(directory, 'dev/web'), { recursive: true })
  writeFileSync(
    join(directory, 'dev/web/build.ts'),
    "console.error('src/main.ts:3:4: no such file')\nprocess.exit(1)\n",
  )
  const build = new Bundles(join(directory, 'bundles')).layer({
    app: { name: 'web', dir: 'dev/web' },
    treeDir: directory,
    content: 'x',
  })
  await expect(build).rejects.toThrow('src/main.ts:3:4: no such file')
  expect(readdirSync(join(directory, 'bundles'))).toEqual([])
})
