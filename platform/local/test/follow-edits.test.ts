import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FakeClock } from '@gitops-example/kit/fake-clock'
import { followEdits } from '@gitops-example/local/follow-edits'
import { expect, it } from 'vitest'

it('tells of each app that somebody works on, once for a burst of writes', async () => {
  const root = mkdtempSync(join(tmpdir(), 'edits-'))
  const edited: string[] = []
  const clock = new FakeClock()
  for (const app of ['shop', 'cart']) mkdirSync(join(root, 'dev', app, 'src'), { recursive: true })
  const write = (path: string) => {
    writeFileSync(join(root, 'dev', path), String(edited.length))
    return edited
  }
  const following = followEdits({
    root,
    clock,
    onEdit: (app) => edited.push(app),
    log: (line) => edited.push(line),
  })
  try {
    // Watching begins a moment later: writes that came before it are not seen, so they are repeated until one is.
    await expect.poll(() => write('shop/src/main.ts')).toEqual(['shop'])
    write('shop/src/main.ts')
    write('README.md')
    write('cart/src/main.ts')
    await expect.poll(() => edited).toEqual(['shop', 'cart'])
    await clock.advance(10_000)
    await expect.poll(() => write('shop/src/main.ts')).toEqual(['shop', 'cart', 'shop'])
  } finally {
    following[Symbol.dispose]()
    rmSync(root, { recursive: true })
  }
})
