import { expect, it } from 'vitest'
import { dockerfileFindings } from './dockerfile-findings.ts'
import { findingLines } from './findings/finding-lines.ts'

const stages = 'FROM node:24 AS Bundle\nRUN make\nFROM scratch\n'

const table = [
  {
    name: 'FORM in place of FROM',
    text: '# The app.\nFORM node:24\nRUN make\n',
    want: ['2:1: Unknown instruction: FORM'],
  },
  { name: 'no FROM at all', text: 'RUN make\n', want: ['1:1: No source image provided with `FROM`'] },
  { name: 'an empty file', text: '', want: ['1:1: No source image provided with `FROM`'] },
  {
    name: 'missing arguments, in the order of the file',
    text: 'FROM node:24\nCOPY one\nEXPOSE\n',
    want: ['2:6: COPY requires at least two arguments', '3:1: Instruction has no arguments'],
  },
  {
    name: 'a flag that there is not',
    text: 'FROM node:24\nCOPY --form=bundle a b\n',
    want: ['2:6: Unknown flag: form'],
  },
  {
    name: 'a stage that there is not',
    text: `${stages}COPY --from=bundel /app /app\n`,
    want: ['4:6: There is no stage bundel. An image needs its tag: --from=bundel:TAG'],
  },
  {
    name: 'a stage by a number that there is not',
    text: `${stages}COPY --from=2 /app /app\n`,
    want: ['4:6: There is no stage 2. An image needs its tag: --from=2:TAG'],
  },
  {
    name: 'nothing in a stage by its name or number',
    text: `${stages}COPY --from=bundle /a /a\nCOPY --from=0 /b /b\n`,
    want: [],
  },
  {
    name: 'nothing in files of an image',
    text: `${stages}COPY --from=nginx:1 /a /a\nCOPY --from=docker.io/library/nginx /b /b\n`,
    want: [],
  },
  {
    name: 'nothing in what BuildKit has added',
    text: '# syntax=docker/dockerfile:1\nFROM node:24\nRUN --mount=type=cache,target=/root/.npm npm ci\nCOPY --link --chmod=0755 <<EOF /etc/motd\nFORM is a word\nEOF\n',
    want: [],
  },
  { name: 'nothing in matters of style', text: 'from node:24\nMAINTAINER me\nWORKDIR app\n', want: [] },
]

it.each(table)('finds $name', ({ text, want }) => {
  const lines = dockerfileFindings(text, 'dev/web/Dockerfile').flatMap((finding) => findingLines(finding))
  expect(lines).toEqual(want.map((line) => `dev/web/Dockerfile:${line}`))
})
