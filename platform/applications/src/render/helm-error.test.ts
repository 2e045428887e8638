import { expect, it } from 'vitest'
import { helmError } from './helm-error.ts'

it.each([
  {
    name: 'a failing required value',
    stderr:
      'Error: execution error at (webapp/templates/deployment.yaml:9:3): image.tag is missing\n\nUse --debug flag to render out invalid YAML\n',
    want: 'Error: execution error at (webapp/templates/deployment.yaml:9:3): image.tag is missing',
  },
  {
    name: 'warnings before',
    stderr: 'level=WARN msg="x"\nError: values don\'t meet the specifications:\n- a: b\n',
    want: "Error: values don't meet the specifications:\n- a: b",
  },
  { name: 'output without Error:', stderr: 'panic: no memory\n', want: 'panic: no memory' },
  { name: 'nothing', stderr: '\n', want: 'helm gave no reason' },
  {
    name: 'a path of the work directory',
    stderr: 'Error: open /w/sync/charts/0123456789abcdef/dev/x/Chart.yaml: no such file\n',
    want: 'Error: open dev/x/Chart.yaml: no such file',
  },
])('keeps what a person needs of $name', ({ stderr, want }) => {
  expect(helmError(stderr)).toBe(want)
})
