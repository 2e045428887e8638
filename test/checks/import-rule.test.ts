import { tryExec } from '@gitops-example/kit/exec'
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
  { file: 'platform/local/src/x.ts', from: '../../../dev/api/src/main.ts' },
]
const allowed = [
  { file: 'platform/sync/src/x.ts', from: '@gitops-example/kit/errors' },
  { file: 'platform/local/src/x.ts', from: '@gitops-example/cluster/start-cluster' },
  { file: 'platform/cli/src/verbs/x.ts', from: '../verb.ts' },
  { file: 'platform/sync/src/a/x.ts', from: '../health/deployment.ts' },
]

describe('the import rule', () => {
  it.each(forbidden)('refuses $from in $file', async ({ file, from }) => {
    expect(await lint(file, from)).toBe('refused')
  })

  it.each(allowed)('accepts $from in $file', async ({ file, from }) => {
    expect(await lint(file, from)).toBe('accepted')
  })
})

/** Only this one rule runs, so the exit code is its verdict. */
async function lint(file: string, from: string): Promise<'accepted' | 'refused'> {
  const input = `import { thing } from '${from}'\n\nconsole.log(thing)\n`
  const argv = ['biome', 'lint', '--only=style/noRestrictedImports', `--stdin-file-path=${file}`]
  return (await tryExec(argv, { input })).exitCode === 0 ? 'accepted' : 'refused'
}
