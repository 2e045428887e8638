import { expect, it } from 'vitest'
import { Events } from './events.ts'

it('calls listeners in the order of subscription, and onAny after them', () => {
  const events = new Events<{ tick: number }>()
  const calls: string[] = []
  events.onAny((name, payload) => calls.push(`any ${name} ${payload}`))
  events.on('tick', (value) => calls.push(`first ${value}`))
  events.on('tick', (value) => calls.push(`second ${value}`))
  events.emit('tick', 1)
  expect(calls).toEqual(['first 1', 'second 1', 'any tick 1'])
})

it('calls a disposed listener no more', () => {
  const events = new Events<{ tick: number }>()
  const seen: number[] = []
  {
    using _ = events.on('tick', (value) => seen.push(value))
    events.emit('tick', 1)
  }
  events.emit('tick', 2)
  expect(seen).toEqual([1])
})

it('lets a listener dispose another while an event is passed on', () => {
  const events = new Events<{ tick: number }>()
  const seen: string[] = []
  events.on('tick', () => second[Symbol.dispose]())
  const second = events.on('tick', () => seen.push('second'))
  events.emit('tick', 1)
  events.emit('tick', 2)
  expect(seen).toEqual(['second'])
})
