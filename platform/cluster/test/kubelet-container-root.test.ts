import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { makeContainerRoot } from '../src/kubelet/container/container-root.ts'

let base: string
let image: string
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'node-root-'))
  image = join(base, 'image')
  for (const file of ['app/main.js', 'app/conf/a', 'app/conf/b', 'etc/os', 'top']) {
    mkdirSync(dirname(join(image, file)), { recursive: true })
    writeFileSync(join(image, file), `image:${file}`)
  }
  for (const name of ['v', 'w']) {
    mkdirSync(join(base, name))
    writeFileSync(join(base, name, 'file'), `volume:${name}`)
  }
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

async function made(mounts: Record<string, string>, workingDir = '/app') {
  const directory = join(base, 'root')
  await makeContainerRoot({
    directory,
    imageRoot: image,
    mounts: Object.entries(mounts).map(([mountPath, name]) => ({ mountPath, source: join(base, name) })),
    workingDir,
  })
  return (path: string) => readFileSync(join(directory, path), 'utf8')
}

it('is the image itself where nothing is mounted', async () => {
  await made({})
  expect(realpathSync(join(base, 'root'))).toBe(realpathSync(image))
})

it.each([
  { title: 'at a path that the image does not have', mounts: { '/data/x': 'v' }, at: 'data/x/file' },
  { title: 'below a directory of the image', mounts: { '/app/cache': 'v' }, at: 'app/cache/file' },
  { title: 'over a directory of the image', mounts: { '/app/conf': 'v' }, at: 'app/conf/file' },
  { title: 'over the working directory', mounts: { '/app': 'v' }, at: 'app/file' },
])('shows a volume $title, and the rest of the image', async ({ mounts, at }) => {
  const read = await made(mounts)
  expect(read(at)).toBe('volume:v')
  expect(read('top')).toBe('image:top')
  expect(read('etc/os')).toBe('image:etc/os')
  expect(existsSync(join(image, 'app/cache'))).toBe(false)
  expect(await readdir(join(image, 'app/conf'))).toEqual(['a', 'b'])
})

it('puts one file over another', async () => {
  const read = await made({ '/app/conf/a': 'v/file' })
  expect(read('app/conf/a')).toBe('volume:v')
  expect(read('app/conf/b')).toBe('image:app/conf/b')
  expect(readFileSync(join(image, 'app/conf/a'), 'utf8')).toBe('image:app/conf/a')
})

it('shows several volumes side by side', async () => {
  const read = await made({ '/app/conf/v': 'v', '/app/w': 'w', '/etc/w': 'w' })
  expect([read('app/conf/v/file'), read('app/w/file'), read('etc/w/file')]).toEqual([
    'volume:v',
    'volume:w',
    'volume:w',
  ])
  expect([read('app/main.js'), read('app/conf/a'), read('etc/os')]).toEqual([
    'image:app/main.js',
    'image:app/conf/a',
    'image:etc/os',
  ])
})

it('makes a working directory that the image does not have', async () => {
  await made({}, '/srv/dir')
  expect(await readdir(join(base, 'root/srv/dir'))).toEqual([])
  expect(existsSync(join(image, 'srv'))).toBe(false)
})

it('is made from the image again for the next run', async () => {
  await made({ '/app/conf': 'v' })
  const read = await made({ '/data': 'w' })
  expect(read('app/conf/a')).toBe('image:app/conf/a')
  expect(read('data/file')).toBe('volume:w')
  expect(readFileSync(join(base, 'v/file'), 'utf8')).toBe('volume:v')
})
