import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, it } from 'vitest'
import { descendantsOf, endProcesses } from '../src/process/descendants.ts'
import { isSameProcess } from '../src/process/process-identity.ts'

it.runIf(process.platform === 'linux')('ends what outlives the child that has started it', async () => {
  const script = `sh -c 'trap "" TERM INT HUP; echo ready; exec sleep 600' & read -r _`
  const child = spawn('sh', ['-c', script], { stdio: ['pipe', 'pipe', 'ignore'] })
  await once(child.stdout, 'data')
  const known = descendantsOf(process.pid)
  const below = descendantsOf(child.pid ?? -1)
  expect(below).toHaveLength(1)
  expect(known).toEqual(expect.arrayContaining(below))
  child.kill('SIGKILL')
  await once(child, 'exit')
  const runs = () => below.filter(({ pid, startTime }) => isSameProcess(pid, startTime))
  expect(runs()).toEqual(below)
  await endProcesses(below)
  expect(runs()).toEqual([])
})
