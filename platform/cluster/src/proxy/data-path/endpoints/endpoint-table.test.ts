import { expect, test } from 'vitest'
import { EndpointTable } from './endpoint-table.ts'

function start() {
  const table = new EndpointTable()
  return {
    table,
    replace(slice: string, service: string | undefined, port: number, ready = true) {
      const key = `127.0.0.1:${port}/`
      const draining = false
      const endpoint = {
        key,
        portName: 'http',
        address: '127.0.0.1',
        port,
        pod: undefined,
        ready,
        draining,
      }
      table.replaceSlice(slice, service, service === undefined ? [] : [endpoint])
    },
    ports: (service = 'dev/web', port = 'http') => table.backends(service, port).map(({ port }) => port),
  }
}

test('knows the endpoints of all slices of a Service, by port name', () => {
  const { ports, replace } = start()
  replace('dev/a', 'dev/web', 1)
  replace('dev/b', 'dev/web', 2)
  expect(ports()).toEqual([1, 2])
  expect(ports('dev/web', 'admin')).toEqual([])
  expect(ports('other/web')).toEqual([])
})

test('keeps a backend and what is under way there while its readiness comes and goes', () => {
  const { ports, replace, table } = start()
  replace('dev/a', 'dev/web', 1)
  const [before] = table.backends('dev/web', 'http')
  replace('dev/a', 'dev/web', 1, false)
  expect(ports()).toEqual([])
  expect(before?.pooled.maxFreeSockets).toBe(0)
  replace('dev/a', 'dev/web', 1)
  expect(table.backends('dev/web', 'http')).toEqual([before])
  expect(before?.pooled.maxFreeSockets).toBeGreaterThan(0)
})

test('follows a slice that is gone, and one that moves to another Service', () => {
  const { ports, replace } = start()
  replace('dev/a', 'dev/web', 1)
  replace('dev/b', 'dev/web', 2)
  replace('dev/a', undefined, 1)
  replace('dev/b', 'dev/api', 2)
  expect(ports()).toEqual([])
  expect(ports('dev/api')).toEqual([2])
})
