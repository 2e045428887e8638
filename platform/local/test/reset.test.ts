import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { reset } from '../src/state/reset.ts'
import { readSettings } from '../src/state/settings.ts'
import { statePaths } from '../src/state/state-paths.ts'
import { PushWorld } from './push-world.ts'

it('removes everything but the tools, also folders that a pod or a build has closed', async () => {
  using world = await PushWorld.open()
  const root = world.git.dir
  const { state, tools } = statePaths(root)
  const closed = join(state, 'pods', 'uid', 'volumes', 'cache')
  for (const folder of [closed, tools]) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'file'), '', { mode: 0o444 })
    chmodSync(folder, 0o555)
  }
  await reset({ root, settings: readSettings({}), tools: false })
  expect(readdirSync(state)).toEqual(['tools'])
  await reset({ root, settings: readSettings({}), tools: true })
  expect(readdirSync(state)).toEqual([])
  expect(await world.git.run(['remote'])).toBe('')
})
