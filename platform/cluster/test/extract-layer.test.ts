import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { removeTree } from '@gitops-example/kit/files/remove-tree'
import { Header, type HeaderData } from 'tar'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { extractLayer } from '../src/kubelet/images/extract-layer.ts'

interface Entry {
  type?: HeaderData['type']
  mode?: number
  content?: string
  linkpath?: string
}

let directory: string
let root: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'layers-'))
  root = join(directory, 'root')
  mkdirSync(root)
  mkdirSync(join(directory, 'blobs', 'sha256'), { recursive: true })
})
afterEach(() => removeTree(directory))

/** Lays the entries over what is there, in their order; a name may occur twice. */
async function extract(...entries: [path: string, entry: Entry][]): Promise<void> {
  const bytes = Buffer.concat([...entries.map(([path, entry]) => block(path, entry)), Buffer.alloc(1024)])
  const hex = createHash('sha256').update(bytes).digest('hex')
  writeFileSync(join(directory, 'blobs', 'sha256', hex), bytes)
  const mediaType = 'application/vnd.oci.image.layer.v1.tar'
  await extractLayer(
    directory,
    { digest: `sha256:${hex}`, mediaType, annotations: {}, platform: undefined },
    root,
  )
}

function block(path: string, { type, mode = 0o644, content = '', linkpath }: Entry): Buffer {
  const header = Buffer.alloc(512)
  const kind = type ?? (path.endsWith('/') ? 'Directory' : linkpath === undefined ? 'File' : 'SymbolicLink')
  const size = Buffer.byteLength(content)
  new Header({ path, type: kind, mode, size, ...(linkpath === undefined ? {} : { linkpath }) }).encode(header)
  return Buffer.concat([header, Buffer.from(content), Buffer.alloc((512 - (size % 512)) % 512)])
}

/** `PATH=CONTENT` of files, also through links, and `PATH/` of empty folders. */
function found(): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .sort()
    .flatMap((path) => {
      const full = join(root, path)
      if (!statSync(full).isDirectory()) return [`${path}=${readFileSync(full, 'utf8')}`]
      return readdirSync(full).length === 0 ? [`${path}/`] : []
    })
}

const closed: Entry = { mode: 0o555 }
const file = (content: string, mode = 0o444): Entry => ({ content, mode })

it.each<{ name: string; lower: [string, Entry][]; upper: [string, Entry][]; want: string[] }>([
  {
    name: 'a read-only file by another',
    lower: [['app/kept', file('old')]],
    upper: [['app/kept', file('new')]],
    want: ['app/kept=new'],
  },
  {
    name: 'files of a read-only folder',
    lower: [
      ['app/', closed],
      ['app/a', file('old')],
      ['app/b', file('old')],
    ],
    upper: [
      ['app/', closed],
      ['app/a', file('new')],
      ['app/.wh.b', file('')],
      ['app/c', file('new')],
    ],
    want: ['app/a=new', 'app/c=new'],
  },
  {
    name: 'a folder that nobody may look into by a file',
    lower: [
      ['app/', { mode: 0 }],
      ['app/deep/', { mode: 0 }],
      ['app/deep/a', file('old', 0)],
    ],
    upper: [['app', file('new')]],
    want: ['app=new'],
  },
  {
    name: 'a folder by a link',
    lower: [
      ['lib/a', file('old')],
      ['usr/a', file('kept')],
    ],
    upper: [['lib', { linkpath: 'usr' }]],
    want: ['lib=usr', 'usr/a=kept'],
  },
  {
    name: 'a file by a folder',
    lower: [['app', file('old')]],
    upper: [
      ['app/', closed],
      ['app/a', file('new')],
    ],
    want: ['app/a=new'],
  },
  {
    name: 'a link by a file, not what it leads to',
    lower: [
      ['a', file('kept')],
      ['b', { linkpath: 'a' }],
    ],
    upper: [['b', file('new')]],
    want: ['a=kept', 'b=new'],
  },
  {
    name: 'a link by a folder, not what it leads to',
    lower: [
      ['usr/a', file('kept')],
      ['lib', { linkpath: 'usr' }],
    ],
    upper: [
      ['lib/', closed],
      ['lib/b', file('new')],
    ],
    want: ['lib/b=new', 'usr/a=kept'],
  },
  {
    name: 'one name of a file, not its other one',
    lower: [
      ['a', file('old')],
      ['b', { type: 'Link', linkpath: 'a' }],
    ],
    upper: [['a', file('new')]],
    want: ['a=new', 'b=old'],
  },
  {
    name: 'a file by another name of a file below',
    lower: [
      ['a', file('kept')],
      ['b', file('old')],
    ],
    upper: [['b', { type: 'Link', linkpath: 'a' }]],
    want: ['a=kept', 'b=kept'],
  },
  {
    name: 'what a read-only folder had by nothing',
    lower: [
      ['app/', closed],
      ['app/a', file('old')],
      ['app/deep/', closed],
      ['app/deep/a', file('old')],
    ],
    upper: [
      ['app/.wh..wh..opq', file('')],
      ['app/b', file('new')],
    ],
    want: ['app/b=new'],
  },
  {
    name: 'everything by nothing',
    lower: [['app/a', file('old')]],
    upper: [
      ['.wh..wh..opq', file('')],
      ['b', file('new')],
    ],
    want: ['b=new'],
  },
  {
    name: 'a file twice in one layer',
    lower: [['a', file('first')]],
    upper: [
      ['a', file('second')],
      ['a', file('third')],
    ],
    want: ['a=third'],
  },
])('a layer replaces $name', async ({ lower, upper, want }) => {
  await extract(...lower)
  await extract(...upper)
  const listed = found().map((line) => line.replace(/^lib\/a=kept$/, 'lib=usr'))
  expect(listed).toEqual(want)
})

it('gives every user the right to read, and nobody the right to write to a file', async () => {
  const umask = process.umask(0o077)
  try {
    await extract(['bin/run', { mode: 0o700 }], ['etc/', { mode: 0o700 }], ['etc/secret', { mode: 0o600 }])
  } finally {
    process.umask(umask)
  }
  const modes = ['bin', 'bin/run', 'etc', 'etc/secret'].map((path) => statSync(join(root, path)).mode & 0o777)
  expect(modes).toEqual([0o755, 0o555, 0o755, 0o444])
})

it.each([
  { name: 'a whiteout of the folder above', path: '.wh...' },
  { name: 'a whiteout through a link', path: 'here/out/.wh.precious' },
])('removes nothing outside of the image: $name', async ({ path }) => {
  const precious = join(directory, 'precious')
  writeFileSync(precious, 'kept')
  // Lexically `out` stays in the image; the system follows `here` first and comes to its parent.
  await extract(['a', file('')], ['here', { linkpath: '.' }], ['out', { linkpath: 'here/..' }])
  await extract([path, file('')])
  expect(readFileSync(precious, 'utf8')).toBe('kept')
  expect(existsSync(join(root, 'a'))).toBe(true)
})

it('writes nothing through a link that leads out of the image', async () => {
  await extract(['here', { linkpath: '.' }], ['out', { linkpath: 'here/..' }])
  await expect(extract(['out/stranger', file('')])).rejects.toThrow('Cannot extract image layer')
  expect(existsSync(join(directory, 'stranger'))).toBe(false)
})

it.each<{ name: string; entries: [string, Entry][] }>([
  {
    name: 'a file by a link of its name',
    entries: [
      ['a', file('own', 0o755)],
      ['a', { linkpath: 'here/../stranger' }],
    ],
  },
  {
    name: 'a file by a second name of what is below such a link',
    entries: [
      ['a', file('own', 0o755)],
      ['a', { type: 'Link', linkpath: 'out/stranger' }],
    ],
  },
  {
    name: 'a folder by a link, a file of which it had',
    entries: [
      ['dir/stranger', file('own', 0o755)],
      ['dir', { linkpath: 'here/..' }],
    ],
  },
])('changes the mode of nothing outside of the image, which replaces $name', async ({ entries }) => {
  const stranger = join(directory, 'stranger')
  writeFileSync(stranger, 'kept')
  chmodSync(stranger, 0o600)
  await extract(['here', { linkpath: '.' }], ['out', { linkpath: 'here/..' }])
  // One whose mode has to be set, so that the others are not taken for right.
  const umask = process.umask(0o077)
  await extract(['first', file('', 0o755)], ...entries).catch(() => {})
  process.umask(umask)
  expect([readFileSync(stranger, 'utf8'), statSync(stranger).mode & 0o777]).toEqual(['kept', 0o600])
})
