import { expect, it } from 'vitest'
import { hostileCommit } from '../torture/attacks/hostile-commit.ts'
import { hostilePods } from '../torture/attacks/hostile-pods.ts'
import { hostileRequests } from '../torture/attacks/hostile-requests.ts'
import { kill } from '../torture/attacks/kill.ts'
import { race } from '../torture/attacks/race.ts'
import { stop } from '../torture/attacks/stop.ts'
import { torture } from '../torture/torture.ts'

it('an attack of each kind loses no entry and no commit, and the next commit goes live', async () => {
  const attacks = [kill, race, hostileRequests, hostilePods, hostileCommit, stop, kill]
  const lines: string[] = []
  await torture({
    seed: 1,
    attacks,
    inTurn: true,
    isOver: (attacked) => attacked === attacks.length,
    signal: new AbortController().signal,
    progress: (line) => lines.push(line),
  })
  expect(lines).toHaveLength(attacks.length)
})
