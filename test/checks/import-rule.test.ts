import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { tryExec } from '@gitops-example/kit/process/exec'
import { describe, expect, it } from 'vitest'

const forbidden = [
  { file: 'platform/kit/src/x.ts', from: '@gitops-example/cluster/client' },
  { file: 'platform/sync/src/x.ts', from: '@gitops-example/cluster/start-cluster' },
  { file: 'platform/sync/src/x.ts', from: '../../cluster/src/start-cluster.ts' },
  { file: 'platform/delivery/src/a/x.ts', from: '../../../sync/src/start-sync.ts' },
  { file: 'platform/cluster/src/x.ts', from: '@gitops-example/local/settings' },
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
  { file: 'platform/local/src/x.ts', from: '@gitops-example/cluster/start-cluster' },
  { file: 'platform/cli/src/verbs/x.ts', from: '../verb.ts' },
  { file: 'dev/api/src/x.ts', from: '@guestbook/service-kit/server' },
  { file: 'platform/sync/src/a/x.ts', from: '../health/deployment.ts' },
]

describe('the import rule', () => {
  it.each(forbidden)('refuses $from in $file', async ({ file, from }) => {
    expect(await lint(file, from)).toContain('noRestrictedImports')
  })

  it.each(allowed)('accepts $from in $file', async ({ file, from }) => {
    expect(await lint(file, from)).not.toContain('noRestrictedImports')
  })
})

/** What Biome says with our rules of a tree that holds this one file. */
async function lint(file: string, from: string): Promise<string> {
  const tree = mkdtempSync(join(tmpdir(), 'import-rule-'))
  try {
    const rules = JSON.parse(readFileSync('biome.json', 'utf8'))
    writeFileSync(join(tree, 'biome.json'), JSON.stringify({ ...rules, vcs: { enabled: false } }))
    mkdirSync(join(tree, dirname(file)), { recursive: true })
    writeFileSync(join(tree, file), `import { thing } from '${from}'\n\nconsole.log(thing)\n`)
    const { stdout, stderr } = await tryExec(['biome', 'lint', '--colors=off'], { cwd: tree })
    expect(stdout + stderr).toContain('Checked')
    return stdout + stderr
  } finally {
    rmSync(tree, { recursive: true, force: true })
  }
}
