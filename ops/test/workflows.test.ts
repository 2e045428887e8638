import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { verbs } from '@gitops-example/cli/verbs'
import { helm, testPrograms } from '@gitops-example/local/tools/pins'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { lacks, root, run } from './programs.ts'
import { gitopsCalls, uses, workflows } from './workflows.ts'

const files = workflows.map(({ file }) => file)
const named = (file: string) => {
  const workflow = workflows.find((one) => one.file === file)
  if (workflow === undefined) throw new Error(`no workflow ${file}`)
  return workflow
}

test('there is one workflow per duty', () => {
  expect(files).toEqual(['cd.yaml', 'ci-dev.yaml', 'ci-ops.yaml', 'follow.yaml', 'promote.yaml'])
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
  const bumped = 'ops/environments/dev/05_applications/releases/api.yaml'
  const paths = on.push?.paths ?? []
  expect(paths).toContain('dev/**')
  expect(paths.filter((path) => bumped.startsWith(path.replace(/\*.*$/, '')))).toEqual([])
  expect(JSON.stringify(jobs.plan)).toContain("!contains(github.event.head_commit.message, 'Gitops-Bump:')")
})

test('what a delivery has bumped is followed by it alone, and following delivers nothing', () => {
  const { on, jobs } = named('follow.yaml')
  expect(Object.keys(on)).toEqual(['push'])
  expect(on.push).toEqual({
    branches: ['master'],
    paths: ['ops/environments/*/05_applications/releases/**'],
  })
  expect(jobs.plan?.if).toContain("!contains(github.event.head_commit.message, 'Gitops-Bump:')")
  const verbsOf = (steps: { run?: string }[]) =>
    steps.flatMap(({ run: script = '' }) => gitopsCalls('', script).map(({ verb }) => verb))
  expect(Object.entries(jobs).map(([name, { steps }]) => [name, verbsOf(steps)])).toEqual([
    ['plan', ['releases']],
    ['live', ['wait']],
    ['undo', ['wait']],
  ])
})

test('every verb of a delivery that reads or writes releases can do so in a repository of operations', () => {
  const { jobs } = named('cd.yaml')
  const found = Object.values(jobs).flatMap(({ steps }) =>
    steps.flatMap(({ run: script = '', env = {} }) =>
      gitopsCalls('', script)
        .filter(({ flags }) => flags.includes('env') || flags.includes('rollback'))
        .map(({ verb, flags }) => ({
          verb,
          isElsewhere: flags.includes('ops'),
          token: env.GITOPS_OPS_TOKEN,
        })),
    ),
  )
  const token = `\${{ steps.app.outputs.token }}`
  expect(found).toEqual([
    { verb: 'apps', isElsewhere: true, token },
    { verb: 'bump', isElsewhere: true, token },
    { verb: 'wait', isElsewhere: true, token },
  ])
})

test('the token for operations is in no address and reaches no check of an app', () => {
  const { text, jobs } = named('cd.yaml')
  expect(text).not.toMatch(/https:\/\/[^\s/]*@/)
  for (const { steps } of Object.values(jobs)) {
    for (const { run: script = '', env = {} } of steps) {
      if (/gitops check/.test(script)) expect(JSON.stringify(env)).not.toContain('token')
    }
  }
})

test('what a rollback has brought is not taken back by a machine', () => {
  expect(named('follow.yaml').jobs.undo?.if).toContain(
    "!contains(github.event.head_commit.message, 'Gitops-Rollback:')",
  )
})

test.each(['cd.yaml', 'follow.yaml'])(
  '%s: a bad release is taken back only where somebody has chosen so, by the one job that may',
  (file) => {
    const { live, undo } = named(file).jobs
    expect(undo?.if).toContain("vars.AUTO_ROLLBACK == 'on'")
    expect(undo?.if).toContain("needs.live.result == 'failure'")
    expect(undo?.permissions).toEqual({ contents: 'write' })
    expect(live?.permissions).toEqual({ contents: 'read' })
    expect(JSON.stringify(live)).not.toContain('--rollback')
  },
)

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

  test.each(calls)('gitops $verb $flags exists ($where)', ({ verb, flags }) => {
    expect([...verbs.keys()]).toContain(verb)
    const options = verbs.get(verb)?.options ?? {}
    for (const flag of flags) expect(Object.keys(options)).toContain(flag)
  })

  test.each([
    {
      script: `base=()\nbase+=(--base "$BASE")\nnpx gitops apps "\${base[@]}" --json >>"$OUT"`,
      want: ['json', 'base'],
    },
    {
      script: `a=$(npx gitops promote "$A" \${APP:+--app "$APP"} \\\n  --pull-request)`,
      want: ['app', 'pull-request'],
    },
    { script: 'echo "$(./gitops status --commit HEAD --json)"', want: ['commit', 'json'] },
    {
      script: 'npx gitops plan --base "$(git merge-base --all "$BASE" HEAD)" --format x >y',
      want: ['base', 'format'],
    },
  ])('is found with all of its options: $script', ({ script, want }) => {
    expect(gitopsCalls('x', script).map(({ flags }) => flags)).toEqual([want])
  })
})

describe('the step that fixes the base images', () => {
  let folder: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bases-'))
    await mkdir(join(folder, 'bin'))
    await writeFile(join(folder, 'bin', 'docker'), '#!/bin/sh\necho "sha256:of-$4"\n', { mode: 0o755 })
  })

  afterEach(() => rm(folder, { recursive: true, force: true }))

  /** Runs the workflow's own script with a `docker` that makes digests up. */
  async function fix(dockerfiles: Record<string, string>, variables: Record<string, string> = {}) {
    for (const [app, text] of Object.entries(dockerfiles)) {
      await mkdir(join(folder, 'dev', app), { recursive: true })
      await writeFile(join(folder, 'dev', app, 'Dockerfile'), text)
    }
    const script = named('cd.yaml').jobs.plan?.steps.find(({ id }) => id === 'bases')?.run ?? 'false'
    const output = join(folder, 'output')
    await writeFile(output, '')
    const env = { PATH: `${join(folder, 'bin')}:${process.env.PATH}`, GITHUB_OUTPUT: output, ...variables }
    const { exitCode } = await run(['bash', '-e', '-o', 'pipefail', '-c', script], { cwd: folder, env })
    return { exitCode, output: await readFile(output, 'utf8') }
  }

  const text = 'ARG NODE_IMAGE=node:24\nARG RUNTIME_IMAGE=base@sha256:aa\nFROM x\nARG RUNTIME_IMAGE\n'

  test('asks for the digest of a tag, and takes a digest as it is', async () => {
    expect(await fix({ api: text, webapp: text })).toEqual({
      exitCode: 0,
      output: 'NODE_IMAGE=node:24@sha256:of-node:24\nRUNTIME_IMAGE=base@sha256:aa\n',
    })
  })

  test('prefers what the repository has been set to', async () => {
    const { output } = await fix({ api: text }, { NODE_IMAGE: 'mine:1@sha256:bb' })
    expect(output).toContain('NODE_IMAGE=mine:1@sha256:bb\n')
  })

  test('refuses two apps on different bases', async () => {
    expect((await fix({ api: text, webapp: text.replace('24', '25') })).exitCode).toBe(1)
  })

  test('knows every base of the real Dockerfiles, which take what else is given', async () => {
    const { outputs } = named('cd.yaml').jobs.plan ?? {}
    const given = named('cd.yaml').jobs.image?.steps.find(({ id }) => id === 'build')?.with?.['build-args']
    const names = [...String(given).matchAll(/^(\w+)=/gm)].map(([, name]) => name)
    expect(names.length).toBeGreaterThan(2)
    for (const app of ['api', 'webapp']) {
      const dockerfile = await readFile(join(root, 'dev', app, 'Dockerfile'), 'utf8')
      for (const name of names) expect(dockerfile, app).toMatch(new RegExp(`^ARG ${name}\\b`, 'm'))
      for (const [, base] of dockerfile.matchAll(/^FROM (?:--\S+ )?\$\{(\w+)\}/gm)) {
        expect(names, app).toContain(base)
        expect(JSON.stringify(outputs)).toContain(`steps.bases.outputs.${base} `)
      }
    }
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
