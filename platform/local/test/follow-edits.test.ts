import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FakeClock } from '@gitops-example/kit/testing/fake-clock'
import { expect, it } from 'vitest'
import { followEdits } from '../src/edits/follow-edits.ts'

const quietMs = 200

it('reports each app that was edited, once for a burst of writes', async () => {
  const root = mkdtempSync(join(tmpdir(), 'edits-'))
  const edited: string[] = []
  const clock = new FakeClock()
  for (const app of ['shop', 'cart']) mkdirSync(join(root, 'dev', app, 'src'), { recursive: true })
  const write = (path: string) => writeFileSync(join(root, 'dev', path), String(edited.length))
  const following = followEdits({
    root,
    clock,
    onEdit: (app) => edited.push(app),
    log: (line) => edited.push(line),
  })
  /** Writes until at least `timers` apps wait for a quiet moment: watching begins a moment after the call. */
  const seen = async (path: string, timers: number) => {
    const look = () => {
      write(path)
      return clock.waiting
    }
    await expect.poll(look).toBeGreaterThanOrEqual(timers)
  }
  try {
    await seen('shop/src/main.ts', 1)
    await clock.advance(quietMs - 1)
    expect(edited).toEqual([])
    write('README.md')
    await seen('cart/src/main.ts', 2)
    await clock.advance(quietMs)
    expect(edited.toSorted()).toEqual(['cart', 'shop'])
    await seen('shop/src/main.ts', 1)
  } finally {
    following[Symbol.dispose]()
    rmSync(root, { recursive: true })
  }
  expect(clock.waiting).toBe(0)
})
