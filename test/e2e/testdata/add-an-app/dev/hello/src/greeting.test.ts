import { expect, it } from 'vitest'
import { greeting } from './greeting.ts'

it('greets by name', () => {
  expect(greeting('Ada')).toBe('Hello, Ada!')
})
