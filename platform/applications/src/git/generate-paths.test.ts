import { expect, it } from 'vitest'
import { concerns, generatePaths } from './generate-paths.ts'

it.each([
  { name: 'no annotation', annotation: undefined, want: undefined },
  { name: 'an empty annotation', annotation: '', want: undefined },
  { name: 'the source itself', annotation: '.', want: ['dev/webapp/chart'] },
  { name: 'a neighbour', annotation: '../shared', want: ['dev/webapp/shared'] },
  { name: 'a path from the root', annotation: '/ops/values.yaml', want: ['ops/values.yaml'] },
  {
    name: 'several',
    annotation: '.;/ops/a.yaml;;templates',
    want: ['dev/webapp/chart', 'ops/a.yaml', 'dev/webapp/chart/templates'],
  },
])('reads manifest-generate-paths: $name', ({ annotation, want }) => {
  expect(generatePaths(annotation, 'dev/webapp/chart')).toEqual(want)
})

it.each([
  { paths: undefined, changed: ['README.md'], want: true },
  { paths: ['dev/webapp/chart'], changed: ['dev/webapp/chart/values.yaml'], want: true },
  { paths: ['dev/webapp/chart'], changed: ['dev/webapp/chart-two/values.yaml'], want: false },
  { paths: ['dev/webapp/chart'], changed: ['dev/webapp/src/main.ts', 'README.md'], want: false },
  { paths: ['ops/values.yaml'], changed: ['ops/values.yaml'], want: true },
  { paths: ['ops/values.yaml'], changed: ['ops/values.yaml.bak'], want: false },
  { paths: ['.'], changed: ['anything'], want: true },
  { paths: ['ops/*/values.yaml'], changed: ['ops/dev/values.yaml'], want: true },
  { paths: ['ops/*/values.yaml'], changed: ['ops/dev/more/values.yaml'], want: false },
  { paths: ['ops/'], changed: ['ops/x'], want: true },
  { paths: ['ops'], changed: [], want: false },
])('$paths are concerned by $changed: $want', ({ paths, changed, want }) => {
  expect(concerns(paths, changed)).toBe(want)
})
