import { expect, it } from 'vitest'
import { type Move, movedLines } from './moved-lines.ts'

const move: Move = {
  branch: 'master',
  remote: 'local',
  from: 'a'.repeat(40),
  to: 'b'.repeat(40),
  left: [{ commit: 'c'.repeat(40), subject: 'Greet' }],
  isBack: false,
}

it('says what left the branch, and the command that brings it back under a lease', () => {
  expect(movedLines(move)).toEqual([
    'Moved master from aaaaaaa to bbbbbbb: 1 commit left it.',
    '  ccccccc Greet',
    'To run it again: git push --force-with-lease=master:bbbbbbb local aaaaaaa:master',
  ])
})

it('lists ten commits and counts the rest; what is on top of the branch needs no lease', () => {
  const left = Array.from({ length: 13 }, (_, index) => ({ commit: 'c'.repeat(40), subject: `${index}` }))
  const lines = movedLines({ ...move, left, isBack: true })
  expect(lines[0]).toBe('Moved master from aaaaaaa back to bbbbbbb: 13 commits left it.')
  expect(lines.slice(1, -1)).toHaveLength(11)
  expect(lines.at(-2)).toBe('  and 3 more')
  expect(lines.at(-1)).toBe('To run them again: git push local aaaaaaa:master')
})
