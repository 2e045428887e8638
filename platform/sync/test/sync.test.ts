import { expect, it } from 'vitest'
import { textField } from '../src/api/fields.ts'
import { configMap, dataOf, startSyncFixture } from './support/sync-fixture.ts'

it('brings the files of a directory into the cluster, and each commit after', async () => {
  await using fixture = await startSyncFixture()
  const { cluster } = fixture
  await fixture.repository.commit({ 'one/settings.yaml': configMap('settings', { a: '1' }) })
  fixture.create('one', 'one')
  await fixture.until('one', 'Synced Healthy')
  expect(dataOf(cluster.get('configmaps', 'one', 'settings'))).toEqual({ a: '1' })

  const { concerned, revision } = await fixture.push({
    'one/settings.yaml': configMap('settings', { a: '2' }),
  })
  expect(concerned).toEqual(['one'])
  await fixture.untilTrue(
    'the new value',
    () => textField(fixture.application('one'), 'status', 'sync', 'revision') === revision,
  )
  expect(dataOf(cluster.get('configmaps', 'one', 'settings'))).toEqual({ a: '2' })
})
