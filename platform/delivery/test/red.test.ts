import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ScratchRepository, values } from '@gitops-example/release/testing/scratch-repository'
import { expect, it } from 'vitest'
import { helloRepository, installDir, sharedFiles, WatchedDelivery } from './hello-app.ts'

function ours(...dirs: string[]): Record<string, string> {
  const paths = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', ...dirs], { cwd: installDir, encoding: 'utf8' }).trim().split('\n')
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(installDir, path), 'utf8')]))
}

it('lab', async () => {
  const files = { ...sharedFiles(), ...ours('dev/webapp', 'dev/service-kit'), 'ops/environments/local/05_applications/values/webapp.yaml': values('webapp') }
  using scratch = await ScratchRepository.create(files)
  await using watched = new WatchedDelivery(scratch)
  await watched.deliver(await scratch.head())
  const clone = await scratch.clone()
  const page = 'dev/webapp/src/pages/home.tsx'
  const bad = await scratch.commitOnTop(clone, 'bad', { [page]: files[page]!.replace('</h1>', '') })
  await watched.deliver(bad)
  console.log(watched.end(bad))
  console.log(watched.end<'delivery.failed'>(bad)?.payload.reason)
  const push = async (f: Record<string, string>) => {
    const b = await scratch.commitOnTop(clone, 'bad', { [page]: files[page]!, ...f })
    await watched.deliver(b)
    console.log(watched.end<'delivery.failed'>(b)?.payload.reason)
  }
  await push({ 'dev/webapp/src/x.ts': "import { a } from './gone.ts'\nimport b from 'nopack'\nexport const c: any = a\nexport const d: number = ''\n",  'dev/webapp/src/y.ts': "export const   d = 1\n", 'dev/webapp/src/config.ts': "throw new Error('x')\n" + files['dev/webapp/src/config.ts'] })
})
