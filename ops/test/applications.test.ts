import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import {
  type Application,
  ownChart,
  ownCharts,
  render,
  renderApplication,
  renderApplications,
  sourcesOf,
} from './charts.ts'
import { environments } from './environments.ts'
import { lacks, ops, root, run } from './programs.ts'

/** Types of custom resources, whose schemas are with their operators and not in Kubernetes. */
const customGroups = [
  'argoproj.io',
  'external-secrets.io',
  'generators.external-secrets.io',
  'monitoring.coreos.com',
]

describe.skipIf(lacks('helm'))('the Applications (need helm)', () => {
  test.each(environments)('%s: a strict lint finds nothing', async (environment) => {
    const { exitCode, stdout, stderr } = await run([
      'helm',
      'lint',
      '--strict',
      join(ops, 'environments', environment, '05_applications'),
    ])
    expect(exitCode, stdout + stderr).toBe(0)
  })

  test.each(environments)('%s: every source in the repository exists', async (environment) => {
    for (const application of await renderApplications(environment)) {
      for (const source of sourcesOf(application)) {
        const files = source.helm?.valueFiles ?? []
        const paths = [source.path ?? [], files.map((file) => file.replace(/^(\$\w+)?\//, ''))].flat()
        for (const path of paths) {
          const isThere = existsSync(join(root, path))
          // Made by the first release.
          expect(isThere || path.includes('/05_applications/releases/'), path).toBe(true)
        }
      }
    }
  })

  test.each(environments)('%s: third-party charts are pinned to one version', async (environment) => {
    const versions = (await renderApplications(environment))
      .flatMap(sourcesOf)
      .filter((source) => source.chart !== undefined)
      .map((source) => source.targetRevision)
    expect(versions).toHaveLength(3)
    for (const version of versions) expect(version).toMatch(/^\d+\.\d+\.\d+$/)
  })

  test('the address of the repository is one value', async () => {
    const chart = join(ops, 'environments', 'prod', '05_applications')
    const values = { repoURL: 'https://git.example/fork.git' }
    const applications = (await render(chart, {
      release: 'root',
      namespace: 'argocd',
      values,
    })) as Application[]
    const addresses = applications
      .flatMap(sourcesOf)
      .filter((source) => source.chart === undefined)
      .map((source) => source.repoURL)
    expect(new Set(addresses)).toEqual(new Set(['https://git.example/fork.git']))
  })

  test('each app reads what people set, and over it what runs', async () => {
    for (const environment of environments) {
      const applications = await renderApplications(environment)
      for (const app of ['api', 'webapp']) {
        const found = applications.find(({ metadata }) => metadata.name === app)
        const { helm } = (found && ownChart(found)) ?? {}
        const folder = `$ops/ops/environments/${environment}/05_applications`
        expect(helm?.valueFiles).toEqual([`${folder}/values/${app}.yaml`, `${folder}/releases/${app}.yaml`])
        expect(helm?.ignoreMissingValueFiles).toBe(true)
      }
    }
  })

  test('where the apps are a repository of their own, only their charts come from there', async () => {
    const chart = join(ops, 'environments', 'prod', '05_applications')
    const values = {
      repoURL: 'https://git.example/ops.git',
      appsRepoURL: 'https://git.example/apps.git',
      appsTargetRevision: 'main',
    }
    const applications = (await render(chart, {
      release: 'root',
      namespace: 'argocd',
      values,
    })) as Application[]
    const apart = applications.flatMap((one) =>
      sourcesOf(one).filter(({ repoURL }) => repoURL === values.appsRepoURL),
    )
    expect(apart.map(({ path, targetRevision }) => `${path} ${targetRevision}`).sort()).toEqual([
      'dev/api/chart main',
      'dev/webapp/chart main',
    ])
    const projects = await render(join(ops, 'tf_modules', 'argocd', 'root'), {
      release: 'root',
      namespace: 'argocd',
      values: { ...values, appsTargetRevision: undefined, targetRevision: 'master', path: 'x' },
    })
    const allowed = projects
      .filter(({ kind, spec }) => kind === 'AppProject' && JSON.stringify(spec).includes(values.appsRepoURL))
      .map(({ metadata }) => metadata.name)
    expect(allowed).toEqual(['guestbook'])
    const root = projects.find(({ kind }) => kind === 'Application') as Application | undefined
    expect(root?.spec.source?.helm?.valuesObject).toMatchObject({ appsRepoURL: values.appsRepoURL })
  })

  test('with the certificates of the region, the API and its setup accept only the real database', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'applications-'))
    try {
      const chart = join(folder, 'chart')
      await cp(join(ops, 'environments', 'prod', '05_applications'), chart, {
        recursive: true,
        dereference: true,
      })
      const pem = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n'
      await writeFile(join(chart, 'rds-ca.pem'), pem)
      const applications = (await render(chart, { release: 'root', namespace: 'argocd' })) as Application[]
      const resources = async (name: string) => {
        const application = applications.find(({ metadata }) => metadata.name === name)
        if (application === undefined) throw new Error(`no Application ${name}`)
        return renderApplication(application)
      }
      const given = (await resources('secrets')).find(({ metadata }) => metadata.name === 'database-ca')
      expect(given).toMatchObject({
        kind: 'ConfigMap',
        metadata: { namespace: 'guestbook' },
        data: { 'ca.pem': pem },
      })
      expect(JSON.stringify(await resources('api'))).toContain('"configMap":{"name":"database-ca"')
      const setup = JSON.stringify(await resources('database'))
      expect(setup).toContain(
        '{"name":"PGSSLMODE","value":"verify-full"},{"name":"PGSSLROOTCERT","value":"/setup/ca.pem"}',
      )
      expect(setup).toContain('MIIB')
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })

  test('what others stand on comes in an earlier wave', async () => {
    const waves = new Map(
      (await renderApplications('dev')).map(({ metadata }) => [
        metadata.name,
        Number(metadata.annotations?.['argocd.argoproj.io/sync-wave']),
      ]),
    )
    const order = ['external-secrets', 'secrets', 'database', 'monitoring', 'ingress', 'api', 'webapp']
    const found = order.map((name) => waves.get(name) ?? Number.NaN)
    expect(found).toEqual([...new Set(found)].sort((a, b) => a - b))
  })

  test('the projects allow what the Applications need, and no Application more', async () => {
    const projects = await render(join(ops, 'tf_modules', 'argocd', 'root'), {
      release: 'root',
      namespace: 'argocd',
      values: { repoURL: 'https://git.example/own.git', targetRevision: 'master', path: 'x' },
    })
    const destinations = new Map(
      projects
        .filter(({ kind }) => kind === 'AppProject')
        .map(({ metadata, spec }) => [
          metadata.name,
          (spec as { destinations: { namespace: string }[] }).destinations.map(({ namespace }) => namespace),
        ]),
    )
    for (const { metadata, spec } of await renderApplications('dev')) {
      expect(destinations.get(spec.project), metadata.name).toContain(spec.destination.namespace)
    }
    expect(destinations.get('guestbook')).toEqual(['guestbook'])
  })
})

describe.skipIf(lacks('helm', 'kubernetes-validate'))(
  'what they deploy (needs helm and kubernetes-validate)',
  () => {
    test.each([...environments, 'local'])(
      '%s: our own charts fit the schemas of the Kubernetes that runs them',
      async (environment) => {
        const folder = await mkdtemp(join(tmpdir(), 'manifests-'))
        try {
          const own = (await renderApplications(environment)).filter((one) => ownChart(one) !== undefined)
          expect(own).not.toEqual([])
          for (const application of own) {
            const resources = (await renderApplication(application)).filter(
              ({ apiVersion }) => !customGroups.includes(apiVersion.split('/')[0] ?? ''),
            )
            expect(resources.every(({ metadata }) => metadata.name !== '')).toBe(true)
            const documents = resources.map((resource) => stringify(resource)).join('---\n')
            await writeFile(join(folder, `${application.metadata.name}.yaml`), documents)
          }
          const { exitCode, stdout, stderr } = await run(
            ['kubernetes-validate', '--strict', '-k', kubernetesOf(environment), ...readdirSync(folder)],
            { cwd: folder },
          )
          expect(exitCode, stdout + stderr).toBe(0)
        } finally {
          await rm(folder, { recursive: true, force: true })
        }
      },
    )

    test('every chart here belongs to an Application', async () => {
      const used = (await renderApplications('dev')).map((one) => ownChart(one)?.path)
      for (const chart of ownCharts) expect(used).toContain(`ops/charts/${chart}`)
    })
  },
)

/** The version that an environment's cluster has; manifests of the embedded cluster fit the one of dev. */
function kubernetesOf(environment: string): string {
  const layer = join(ops, 'environments', environment === 'local' ? 'dev' : environment, '03_eks', 'main.tf')
  const [, version] = /kubernetes_version *= *"(.+)"/.exec(readFileSync(layer, 'utf8')) ?? []
  if (version === undefined) throw new Error(`${layer} names no kubernetes_version`)
  return version
}
