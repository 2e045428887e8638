import { FakeClock } from '@gitops-example/kit/testing/fake-clock'
import { expect, it } from 'vitest'
import { createInMemoryCluster } from '../../testing/in-memory-cluster.ts'

const withNamespaces = (...names: string[]) => createInMemoryCluster(new FakeClock(), names)

// The words of upstream, plugin/namespace/lifecycle/admission.go.
it.each(['default', 'kube-system', 'kube-public'])('refuses to delete %s', (name) => {
  const { client } = withNamespaces(name)
  expect(() => client.delete('namespaces', '', name)).toThrow(
    `namespaces "${name}" is forbidden: this namespace may not be deleted`,
  )
  expect(client.get('namespaces', '', name)?.metadata.deletionTimestamp).toBeUndefined()
})

it.each(['dev', 'kube-node-lease'])('deletes %s', (name) => {
  const { client } = withNamespaces(name)
  client.delete('namespaces', '', name)
  expect(client.get('namespaces', '', name)?.metadata.deletionTimestamp).toBeDefined()
})

it('labels every namespace with its name, whatever a client gives', () => {
  const { client } = withNamespaces('dev')
  const label = 'kubernetes.io/metadata.name'
  const made = client.create('namespaces', {
    metadata: { name: 'test', labels: { [label]: 'other', team: 'a' } },
  })
  expect(made.metadata.labels).toEqual({ [label]: 'test', team: 'a' })
  const labels = { team: 'b' }
  const changed = client.update('namespaces', { ...made, metadata: { ...made.metadata, labels } })
  expect(changed.metadata.labels).toEqual({ [label]: 'test', team: 'b' })
  expect(client.get('namespaces', '', 'dev')?.metadata.labels).toEqual({ [label]: 'dev' })
})
