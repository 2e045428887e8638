import { verbs } from '@gitops-example/cli/verbs'
import { helm, testPrograms } from '@gitops-example/local/tools/pins'
import { describe, expect, test } from 'vitest'
import { lacks, run } from './programs.ts'
import { gitopsCalls, uses, workflows } from './workflows.ts'

const files = workflows.map(({ file }) => file)
const named = (file: string) => {
  const workflow = workflows.find((one) => one.file === file)
  if (workflow === undefined) throw new Error(`no workflow ${file}`)
  return workflow
}

test('there is one workflow per duty', () => {
  expect(files).toEqual(['cd.yaml', 'ci-dev.yaml', 'ci-ops.yaml', 'promote.yaml'])
})

test.skipIf(lacks('actionlint'))('actionlint finds nothing (needs actionlint)', async () => {
  const { exitCode, stdout, stderr } = await run(['actionlint', '-no-color'])
  expect(exitCode, stdout + stderr).toBe(0)
})

test('every action is ours or pinned by its commit, with the version beside it', () => {
  expect(uses.length).toBeGreaterThan(10)
  for (const { where, action, comment } of uses) {
    if (action.startsWith('./')) continue
    expect(`${where}: ${action}`).toMatch(/@[0-9a-f]{40}$/)
    expect(comment, `${where}: ${action}`).toMatch(/^v\d+\.\d+\.\d+$/)
  }
})

test('an action has one version everywhere', () => {
  const versions = Map.groupBy(
    uses.filter(({ action }) => !action.startsWith('./')),
    ({ action }) => action.split('@')[0],
  )
  for (const [action, found] of versions) {
    expect(new Set(found.map((one) => `${one.action} ${one.comment}`)).size, action).toBe(1)
  }
})

test.each(files)('%s: nothing is allowed that a job does not ask for, and no job runs for ever', (file) => {
  const { permissions, jobs, concurrency } = named(file)
  expect(permissions).toEqual({})
  expect(concurrency.group).toBeTruthy()
  for (const [name, job] of Object.entries(jobs)) {
    expect(job.permissions, name).toBeDefined()
    expect(job['timeout-minutes'], name).toBeLessThanOrEqual(60)
  }
})

test.each(files)('%s: only jobs that push keep credentials', (file) => {
  for (const [name, { permissions, steps }] of Object.entries(named(file).jobs)) {
    const checkout = steps.find((step) => step.uses?.startsWith('actions/checkout@'))
    if (permissions?.contents === 'write') continue
    expect(checkout?.with?.['persist-credentials'], `${file}: ${name}`).toBe(false)
  }
})

test.each(files)('%s: text that people choose reaches a script through the environment only', (file) => {
  for (const { steps } of Object.values(named(file).jobs)) {
    for (const { run: script = '' } of steps) expect(script).not.toMatch(/\$\{\{/)
  }
})

test('a pull request, of a fork too, meets no secret', () => {
  for (const { file, on, text } of workflows) {
    expect(Object.keys(on), file).not.toContain('pull_request_target')
    if ('pull_request' in on) expect(text, file).not.toMatch(/secrets\./)
  }
})

test('the commit of a bump starts no delivery', () => {
  const { on, jobs } = named('cd.yaml')
  const bumped = 'ops/environments/dev/05_applications/values/api.yaml'
  const paths = on.push?.paths ?? []
  expect(paths).toContain('dev/**')
  expect(paths.filter((path) => bumped.startsWith(path.replace(/\*.*$/, '')))).toEqual([])
  expect(JSON.stringify(jobs.plan)).toContain("!contains(github.event.head_commit.message, 'Gitops-Bump:')")
})

test('deliveries follow one another and none is cut off', () => {
  expect(named('cd.yaml').concurrency).toEqual({
    group: `cd-\${{ github.ref }}`,
    'cancel-in-progress': false,
  })
})

describe('what the workflows call', () => {
  const calls = workflows.flatMap(({ file, jobs }) =>
    Object.entries(jobs).flatMap(([job, { steps }]) =>
      steps.flatMap(({ run: script = '' }) => gitopsCalls(`${file}: ${job}`, script)),
    ),
  )

  test.each(calls)('gitops $verb $flags exists ($where)', async ({ verb, flags }) => {
    expect(Object.keys(verbs)).toContain(verb)
    const { options } = (await verbs[verb]?.load()) ?? { options: {} }
    for (const flag of flags) expect(Object.keys(options)).toContain(flag)
  })

  test.each([
    {
      script: `since=()\nsince+=(--since "$BASE")\nnpx gitops apps "\${since[@]}" --json >>"$OUT"`,
      want: ['json', 'since'],
    },
    {
      script: `a=$(npx gitops promote "$A" \${APP:+--app "$APP"} \\\n  --pull-request)`,
      want: ['app', 'pull-request'],
    },
    {
      script: 'npx gitops plan --base "$(git merge-base --all "$BASE" HEAD)" --format x >y',
      want: ['base', 'format'],
    },
  ])('is found with all of its options: $script', ({ script, want }) => {
    expect(gitopsCalls('x', script).map(({ flags }) => flags)).toEqual([want])
  })
})

test('programs have the versions that the tests pin', () => {
  const pins = new Map([helm, ...testPrograms].map(({ name, version }) => [name, version]))
  const steps = workflows.flatMap(({ jobs }) => Object.values(jobs).flatMap((job) => job.steps))
  const given = (action: string, input: string) =>
    new Set(steps.filter((step) => step.uses?.startsWith(action)).map((step) => step.with?.[input]))
  expect(given('azure/setup-helm@', 'version')).toEqual(new Set([`v${pins.get('helm')}`]))
  expect(given('terraform-linters/setup-tflint@', 'tflint_version')).toEqual(
    new Set([`v${pins.get('tflint')}`]),
  )
  const scripts = steps.map(({ run: script = '' }) => script).join('\n')
  expect(scripts).toContain(`checkov==${pins.get('checkov')}`)
})
