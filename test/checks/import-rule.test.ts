import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { tryExec } from '@gitops-example/kit/process/exec'
import { describe, expect, it } from 'vitest'

const forbidden = [
  { file: 'platform/kit/src/x.ts', from: '@gitops-example/cluster/client/cluster-client' },
  { file: 'platform/kube-client/src/x.ts', from: '@gitops-example/applications/parse/application' },
  { file: 'platform/kube-client/src/x.ts', from: '../../cluster/src/client/cluster-client.ts' },
  { file: 'platform/applications/src/a/x.ts', from: '@gitops-example/sync/start-sync' },
  { file: 'platform/applications/src/a/x.ts', from: '../../../release/src/bump.ts' },
  { file: 'platform/release/src/x.ts', from: '@gitops-example/delivery/start-delivery' },
  { file: 'platform/release/src/x.ts', from: '@gitops-example/sync/start-sync' },
  { file: 'platform/sync/src/x.ts', from: '@gitops-example/cluster/start-cluster' },
  { file: 'platform/sync/src/x.ts', from: '@gitops-example/release/bump' },
  { file: 'platform/sync/src/x.ts', from: '../../cluster/src/start-cluster.ts' },
  { file: 'platform/delivery/src/a/x.ts', from: '../../../sync/src/start-sync.ts' },
  { file: 'platform/delivery/src/a/x.ts', from: '@gitops-example/applications/render/render' },
  { file: 'platform/cluster/src/x.ts', from: '@gitops-example/local/settings' },
  { file: 'platform/cluster/src/kubelet/x.ts', from: '@gitops-example/kube-client/kube-object' },
  { file: 'platform/cluster/src/proxy/control/x.ts', from: '../data-path/data-path.ts' },
  { file: 'platform/cluster/src/proxy/data-path/x.ts', from: '../control/data-path-thread.ts' },
  { file: 'platform/cluster/src/proxy/data-path/x.ts', from: '../../client/cluster-client.ts' },
  { file: 'platform/local/src/x.ts', from: '@gitops-example/cli/run' },
  { file: 'dev/api/src/x.ts', from: '@gitops-example/kit/errors' },
  { file: 'dev/api/src/x.ts', from: '../../../platform/kit/src/errors.ts' },
  { file: 'dev/webapp/src/x.ts', from: '../../api/src/main.ts' },
  { file: 'dev/webapp/src/x.ts', from: '@guestbook/api/main' },
  { file: 'dev/service-kit/src/x.ts', from: '@guestbook/api/main' },
  { file: 'dev/service-kit/src/x.ts', from: '../../api/src/main.ts' },
  { file: 'dev/service-kit/src/x.ts', from: '@gitops-example/kit/errors' },
  { file: 'platform/local/src/x.ts', from: '../../../dev/api/src/main.ts' },
]
const allowed = [
  { file: 'platform/sync/src/x.ts', from: '@gitops-example/kit/errors' },
  { file: 'platform/sync/src/x.ts', from: '@gitops-example/kube-client/kube-object' },
  { file: 'platform/release/src/x.ts', from: '@gitops-example/applications/parse/application' },
  { file: 'platform/delivery/src/x.ts', from: '@gitops-example/release/bump' },
  { file: 'platform/local/src/x.ts', from: '@gitops-example/cluster/start-cluster' },
  { file: 'platform/cli/src/verbs/x.ts', from: '../verb.ts' },
  { file: 'dev/api/src/x.ts', from: '@guestbook/service-kit/server' },
  { file: 'platform/sync/src/a/x.ts', from: '../health/deployment.ts' },
  { file: 'platform/cluster/src/kubelet/pod/x.ts', from: '@gitops-example/kit/clock' },
  { file: 'platform/cluster/src/kubelet/pod/x.ts', from: '../../testing/test-node.ts' },
]

/** Which rooms of the cluster each of them may import; whoever is not named wires them and may import all. */
const rooms = {
  machinery: [],
  storage: ['machinery'],
  client: ['machinery'],
  apiserver: ['machinery', 'storage', 'client'],
  controllers: ['machinery', 'client'],
  kubelet: ['machinery', 'client'],
  proxy: ['machinery', 'client'],
}
const roomEdges = Object.entries(rooms).flatMap(([room, mayImport]) =>
  Object.keys(rooms)
    .filter((other) => other !== room)
    .map((other) => ({ room, other, isAllowed: mayImport.some((name) => name === other) })),
)

describe('the import rule', { timeout: 60_000 }, () => {
  it('refuses every import between packages that points the wrong way', async () => {
    expect(await refused(forbidden)).toEqual(forbidden)
  })

  it('accepts the imports that point down', async () => {
    expect(await refused(allowed)).toEqual([])
  })

  it.each([
    { where: 'at its top', depth: '', up: '../' },
    { where: 'in a folder of it', depth: 'a/b/', up: '../../../' },
  ])('keeps the rooms of the cluster apart, for a file of a room $where', async ({ depth, up }) => {
    const edges = roomEdges.map(({ room, other, isAllowed }) => ({
      file: `platform/cluster/src/${room}/${depth}x.ts`,
      from: `${up}${other}/y.ts`,
      isAllowed,
    }))
    const wanted = edges.filter(({ isAllowed }) => !isAllowed)
    expect(await refused(edges)).toEqual(wanted)
  })

  it('refuses a circle of files, also where only types go around', async () => {
    const output = await lint({
      'platform/kit/src/a.ts': "import { b } from './b.ts'\n\nexport const a = b\n",
      'platform/kit/src/b.ts': "import type { C } from './c.ts'\n\nexport const b: C = 1\n",
      'platform/kit/src/c.ts': "import type { a } from './a.ts'\n\nexport type C = typeof a\n",
    })
    expect(output.match(/\bsrc\/\w\.ts:\S+ lint\/suspicious\/noImportCycles/g)).toHaveLength(3)
  })
})

/** The imports that Biome refuses with our rules, each in a file of its own. */
async function refused<T extends { file: string; from: string }>(imports: readonly T[]): Promise<T[]> {
  const files = imports.map(({ file, from }, index) => ({
    path: file.replace(/x\.ts$/, `x${index}.ts`),
    text: `import { thing } from '${from}'\n\nconsole.log(thing)\n`,
  }))
  const output = await lint(Object.fromEntries(files.map(({ path, text }) => [path, text])))
  return imports.filter((_, index) => output.includes(`/x${index}.ts:1:`))
}

/** What Biome says about imports, with our rules, of a tree that holds these files. */
async function lint(files: { [path: string]: string }): Promise<string> {
  const tree = mkdtempSync(join(tmpdir(), 'import-rule-'))
  try {
    const rules = JSON.parse(readFileSync('biome.json', 'utf8'))
    writeFileSync(join(tree, 'biome.json'), JSON.stringify({ ...rules, vcs: { enabled: false } }))
    const platformRules = readFileSync('platform/biome.json', 'utf8')
    for (const [path, text] of Object.entries({ 'platform/biome.json': platformRules, ...files })) {
      mkdirSync(join(tree, dirname(path)), { recursive: true })
      writeFileSync(join(tree, path), text)
    }
    const only = ['--only=noRestrictedImports', '--only=noImportCycles']
    const biome = ['biome', 'lint', '--colors=off', '--max-diagnostics=none', ...only]
    const { stdout, stderr } = await tryExec(biome, { cwd: tree })
    // The files and the two biome.json.
    expect(stdout + stderr).toContain(`Checked ${Object.keys(files).length + 2} files`)
    return stdout + stderr
  } finally {
    rmSync(tree, { recursive: true, force: true })
  }
}
