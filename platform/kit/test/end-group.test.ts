import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, it } from 'vitest'
import { endGroup } from '../src/process/end-group.ts'
import { groupRuns } from '../src/process/process-identity.ts'

it('leaves nothing of a group whose leader has ended, also not what ignores requests to end', async () => {
  const script = `sh -c 'trap "" TERM INT HUP; echo ready; exec sleep 600' & read -r _`
  const leader = spawn('sh', ['-c', script], { detached: true, stdio: ['pipe', 'pipe', 'ignore'] })
  const { pid = -1 } = leader
  await once(leader.stdout, 'data')
  leader.kill('SIGKILL')
  await once(leader, 'exit')
  expect(groupRuns(pid)).toBe(true)
  await endGroup(pid)
  expect(groupRuns(pid)).toBe(false)
})
