import { expect, it } from 'vitest'
import { PartList, type PartProgress } from './part-list.ts'

it('lists a part with what is true of it now, and reports only its start', async () => {
  const reported: PartProgress[] = []
  const parts = new PartList((progress) => reported.push(progress))
  await parts.start(
    'git host',
    async () => 'a1',
    (head) => `master at ${head}`,
  )
  parts.update('git host', 'master at b2')
  parts.update('no part', 'nothing')
  expect(parts.list()).toEqual([{ name: 'git host', state: 'running', detail: 'master at b2' }])
  expect(reported.map(({ detail }) => detail)).toEqual(['master at a1'])
})
