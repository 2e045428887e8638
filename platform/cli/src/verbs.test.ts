import { expect, it } from 'vitest'
import { verbs } from './verbs.ts'

const names = Object.keys(verbs)

it.each(names)('the help of %s has an example, names every option and no other', async (name) => {
  const verb = await verbs[name]?.load()
  const { help = '', options = {}, usage = '' } = verb ?? {}
  const [explanation = '', examples = ''] = help.split(/^Examples?:$/m)
  expect(examples).toContain(`gitops ${name}`)
  const named = new Set(Array.from(explanation.matchAll(/^ {2}--([a-z-]+)/gm), ([, option]) => option))
  expect([...named].sort()).toEqual(Object.keys(options).sort())
  for (const [, option] of usage.matchAll(/--([a-z-]+)/g)) expect(named, usage).toContain(option)
  expect(help.split('\n').filter((line) => line.length > 120)).toEqual([])
})

it.each(names)('every example of %s runs verbs with options that exist', async (name) => {
  const examples = (await verbs[name]?.load())?.help.split(/^Examples?:$/m)[1] ?? ''
  const calls = [...examples.matchAll(/\bgitops ([a-z]+)([^\n|&>)]*)/g)]
  expect(calls.length).toBeGreaterThan(0)
  for (const [call, verb = '', rest = ''] of calls) {
    const options = (await verbs[verb]?.load())?.options ?? {}
    const words = rest.replace(/"[^"]*"|'[^']*'/g, '')
    for (const [, option = ''] of words.matchAll(/(?<!\S)--([a-z-]+)/g)) {
      expect(Object.keys(options), call).toContain(option)
    }
  }
})
