import { expect, it } from 'vitest'
import { ordinaryUserNote } from './pod-runtime.ts'

it('says to an ordinary user alone what pods can reach', () => {
  expect(ordinaryUserNote(1000)).toContain('run as you: they can read and write what you can')
  expect(ordinaryUserNote(0)).toBeUndefined()
})
