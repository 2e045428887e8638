import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { quietPort } from '@gitops-example/kit/testing/quiet-port'
import { expect, it } from 'vitest'
import { keepPorts, portsToTry } from '../src/state/last-ports.ts'
import { TemporaryDirectory } from './temporary-directory.ts'

const preferred = { ingress: 8080, api: 6443, postgres: 5432, control: 8090 }

it('starts with the ports of the last start, and with the preferred one where somebody has that one now', async () => {
  using directory = new TemporaryDirectory()
  const last = {
    ingress: await quietPort(),
    api: await quietPort(),
    postgres: await quietPort(),
    control: await quietPort(),
  }
  await keepPorts(directory.path, last)
  expect(await portsToTry(directory.path, preferred)).toEqual(last)
  await using other = createServer().listen({ host: '127.0.0.1', port: last.ingress })
  await once(other, 'listening')
  expect(await portsToTry(directory.path, preferred)).toEqual({ ...last, ingress: preferred.ingress })
})

it.each([
  { name: 'at the first start', content: undefined },
  { name: 'where the file is broken', content: '{"ingress":' },
  { name: 'where it holds no list', content: '[]' },
  { name: 'where it holds no ports', content: '{"ingress":"80","api":0,"postgres":65536,"control":1.5}' },
])('starts with the preferred ports $name', async ({ content }) => {
  using directory = new TemporaryDirectory()
  if (content !== undefined) writeFileSync(join(directory.path, 'ports.json'), content)
  expect(await portsToTry(directory.path, preferred)).toEqual(preferred)
})
