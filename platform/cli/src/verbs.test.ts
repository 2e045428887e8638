import { describe, expect, it } from 'vitest'
import { handlers } from './handlers.ts'
import { overview } from './help/overview.ts'
import { helpWidth, verbHelp } from './help/verb-help.ts'
import { verbGroups, verbs } from './verbs.ts'

const all = [...verbs.values()]

it('every verb has code, and no code is without a verb', () => {
  expect([...handlers.keys()]).toEqual([...verbs.keys()])
  expect(all.length).toBe(verbGroups.flatMap((group) => group.verbs).length)
})

it('the overview fits a terminal of 80 columns', () => {
  expect(tooWide(overview(verbGroups))).toEqual([])
})

describe.each(all)('gitops $name', (verb) => {
  const { name, options = {}, alternatives = [], examples } = verb

  it('has help that fits 80 columns and names every option', () => {
    const text = verbHelp(verb)
    expect(tooWide(text)).toEqual([])
    for (const option of Object.keys(options)) expect(text).toContain(` --${option}`)
  })

  it('refers only to options that it has', () => {
    const named = [
      ...alternatives.flatMap((group) => group.options),
      ...Object.values(options).flatMap(({ needs }) => needs ?? []),
    ]
    for (const one of named) expect(Object.keys(options)).toContain(one)
  })

  it('names the value of each option that takes one', () => {
    for (const { type, value } of Object.values(options)) expect(value !== undefined).toBe(type === 'string')
  })

  it('says what --json prints exactly where it has --json', () => {
    expect(verb.json !== undefined).toBe('json' in options)
  })

  it('gives no former name to two options, nor to one of today', () => {
    const names = Object.entries(options).flatMap(([today, { formerly = [] }]) => [today, ...formerly])
    expect(new Set(names).size).toBe(names.length)
  })

  it('has examples, each of verbs and options that exist', () => {
    expect(examples.join('\n')).toContain(`./gitops ${name}`)
    const calls = examples.flatMap((example) => [...example.matchAll(/\.\/gitops ([a-z]+)([^\n|&>)]*)/g)])
    for (const [call, called = '', rest = ''] of calls) {
      const words = rest.replace(/"[^"]*"|'[^']*'/g, '')
      for (const [, option = ''] of words.matchAll(/(?<!\S)--([a-z-]+)/g)) {
        expect(Object.keys(verbs.get(called)?.options ?? {}), call).toContain(option)
      }
    }
  })
})

function tooWide(text: string): string[] {
  return text.split('\n').filter((line) => line.length > helpWidth)
}
