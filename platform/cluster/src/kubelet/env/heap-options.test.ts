import { expect, it } from 'vitest'
import { heapOptions } from './heap-options.ts'

const limited = (memory: string) => ({ resources: { limits: { memory } } })
const ofShippedApps = '--max-old-space-size=96 --max-semi-space-size=16'

it.each([
  {
    title: 'half of the limit',
    container: limited('192Mi'),
    words: ['node', 'main.js'],
    want: ofShippedApps,
  },
  {
    title: 'whatever path leads to node',
    container: limited('192Mi'),
    words: ['/nodejs/bin/node'],
    want: ofShippedApps,
  },
  {
    title: 'a smaller young generation for a small limit',
    container: limited('48Mi'),
    words: ['node'],
    want: '--max-old-space-size=24 --max-semi-space-size=4',
  },
  {
    title: 'the usual young generation for a large limit',
    container: limited('4Gi'),
    words: ['node'],
    want: '--max-old-space-size=2048 --max-semi-space-size=16',
  },
  {
    title: 'beside other options',
    container: limited('192Mi'),
    words: ['node'],
    given: '--enable-source-maps',
    want: `--enable-source-maps ${ofShippedApps}`,
  },
  { title: 'nothing without a limit', container: {}, words: ['node'], want: undefined },
  {
    title: 'nothing for another program',
    container: limited('192Mi'),
    words: ['sh', '-c', 'node x'],
    want: undefined,
  },
  {
    title: 'nothing where NODE_OPTIONS have a heap',
    container: limited('192Mi'),
    words: ['node'],
    given: '--max-old-space-size=150',
    want: undefined,
  },
  {
    title: 'nothing where the command has a heap',
    container: limited('192Mi'),
    words: ['node', '--max_old_space_size=150', 'main.js'],
    want: undefined,
  },
])('gives $title', ({ container, words, given, want }) => {
  expect(heapOptions(container, words, given)).toBe(want)
})
