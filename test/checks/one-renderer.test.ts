import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { field } from '@gitops-example/kit/json/fields'
import { lacks } from '@gitops-example/kit/testing/programs'
import { applicationsDir, releaseFile } from '@gitops-example/release/apps/app'
import { assumedCluster } from '@gitops-example/release/plan/assumed-cluster'
import { releaseFileText } from '@gitops-example/release/releases/release-file'
import { describe, expect, it } from 'vitest'
import { type Files, repoURL, startRenderings } from './renderings-fixture.ts'

const environments = readdirSync('ops/environments', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)

/** What Applications may read, as it is in the work tree, with a release of every app. */
function deployedFiles(): Files {
  const apps = readdirSync('dev').filter((name) => readdirSync(`dev/${name}`).includes('chart'))
  const roots = [
    'ops/charts',
    ...environments.map(applicationsDir),
    ...apps.map((name) => `dev/${name}/chart`),
  ]
  const files: Files = {}
  for (const root of roots) {
    for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
      const path = join(root, name)
      const stat = lstatSync(path)
      if (stat.isSymbolicLink()) files[path] = { link: readlinkSync(path) }
      else if (stat.isFile()) files[path] = readFileSync(path, 'utf8')
    }
  }
  for (const environment of environments) {
    for (const app of apps) files[releaseFile(environment, app)] = releaseFileText({ tag: 'abc1234' })
  }
  return files
}

const git = { repoURL, targetRevision: 'master' }
const chart = { ...git, path: 'charts/odd' }
const plain = { ...git, path: 'plain' }
const parameter = (value: string, forceString = false) => ({ name: 'word', value, forceString })

/** The sources of an Application each, and something that only their right reading renders. */
const awkward = [
  {
    name: 'commas-in-a-parameter',
    sources: [{ ...chart, helm: { parameters: [parameter('a,b')] } }],
    want: { word: 'a,b' },
  },
  {
    name: 'list-parameter',
    sources: [{ ...chart, helm: { parameters: [{ name: 'words', value: '{a,b}' }] } }],
    want: { words: '["a","b"]' },
  },
  {
    name: 'parameter-as-text',
    sources: [{ ...chart, helm: { parameters: [parameter('0123', true)] } }],
    want: { word: '0123' },
  },
  {
    name: 'api-versions',
    sources: [{ ...chart, helm: { apiVersions: ['example.com/v1/Odd'] } }],
    want: { served: 'true' },
  },
  {
    name: 'kube-version',
    sources: [{ ...chart, helm: { kubeVersion: '1.31.0' } }],
    want: { version: 'v1.31.0' },
  },
  { name: 'crds', sources: [chart], want: { definitions: 1, tests: 1 } },
  { name: 'skip-crds', sources: [{ ...chart, helm: { skipCrds: true } }], want: { definitions: 0 } },
  { name: 'skip-tests', sources: [{ ...chart, helm: { skipTests: true } }], want: { tests: 0 } },
  {
    name: 'build-environment',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: both forms that Argo CD knows
    sources: [{ ...chart, helm: { parameters: [parameter('$ARGOCD_APP_NAME/${ARGOCD_APP_SOURCE_PATH}')] } }],
    want: { word: 'build-environment/charts/odd' },
  },
  { name: 'revision', sources: [{ ...chart, helm: { parameters: [parameter('$ARGOCD_APP_REVISION')] } }] },
  {
    name: 'release-name',
    sources: [{ ...chart, helm: { releaseName: 'other' } }],
    want: { release: 'other' },
  },
  {
    name: 'values-object',
    sources: [{ ...chart, helm: { values: 'word: text', valuesObject: { word: 'object' } } }],
    want: { word: 'object' },
  },
  {
    name: 'values-files',
    sources: [{ ...chart, helm: { valueFiles: ['/values/one.yaml', '../../values/two.yaml'] } }],
    want: { word: 'two', release: 'values-files' },
  },
  {
    name: 'missing-values-file',
    sources: [{ ...chart, helm: { valueFiles: ['none.yaml'], ignoreMissingValueFiles: true } }],
    want: { word: 'chart' },
  },
  {
    name: 'values-of-another-source',
    sources: [
      { ...chart, helm: { valueFiles: ['$lent/values/one.yaml'] } },
      { ...git, ref: 'lent' },
    ],
    want: { word: 'one' },
  },
  {
    name: 'several-sources',
    sources: [chart, plain],
    want: { names: ['several-sources', 'top'] },
  },
  { name: 'plain-directory', sources: [plain], want: { names: ['top'] } },
  {
    name: 'directory-recurse',
    sources: [{ ...plain, directory: { recurse: true } }],
    want: { names: ['a', 'b', 'top'] },
  },
  {
    name: 'directory-include-exclude',
    sources: [{ ...plain, directory: { recurse: true, include: 'below/*', exclude: '{x,below/b.yaml}' } }],
    want: { names: ['a'] },
  },
]

const configMap = (name: string) =>
  JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: {} })

function awkwardFiles(): Files {
  const dir = applicationsDir('odd')
  const files: Files = {
    [`${dir}/Chart.yaml`]: 'apiVersion: v2\nname: applications\nversion: 1.0.0\n',
    'charts/odd/Chart.yaml': 'apiVersion: v2\nname: odd\nversion: 1.0.0\n',
    'charts/odd/values.yaml': 'word: chart\nwords: []\n',
    'charts/odd/crds/odd.yaml': JSON.stringify({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'odds.example.com' },
      spec: { group: 'example.com', names: { kind: 'Odd', plural: 'odds' }, scope: 'Cluster', versions: [] },
    }),
    'charts/odd/templates/test.yaml': `apiVersion: v1
kind: Pod
metadata:
  name: test
  annotations: {helm.sh/hook: test}
`,
    'charts/odd/templates/map.yaml': `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}
data:
  word: {{ .Values.word | quote }}
  words: {{ .Values.words | toJson | quote }}
  release: {{ .Release.Name }}
  served: {{ .Capabilities.APIVersions.Has "example.com/v1/Odd" | quote }}
  version: {{ .Capabilities.KubeVersion.Version }}
  mode: 0644
`,
    'values/one.yaml': 'word: one\n',
    'values/two.yaml': 'word: two\n',
    'plain/top.yaml': configMap('top'),
    'plain/README.md': 'Not a manifest.',
    'plain/below/a.json': configMap('a'),
    'plain/below/b.yaml': configMap('b'),
  }
  for (const { name, sources } of awkward) {
    files[`${dir}/templates/${name}.yaml`] = JSON.stringify({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name, namespace: 'argocd' },
      spec: {
        project: 'default',
        destination: { server: 'https://kubernetes.default.svc', namespace: 'odd' },
        ...(sources.length === 1 ? { source: sources[0] } : { sources }),
      },
    })
  }
  return files
}

it('assumes the Kubernetes version that 03_eks makes', () => {
  const named = environments
    .filter((environment) => existsSync(`ops/environments/${environment}/03_eks`))
    .map((environment) => readFileSync(`ops/environments/${environment}/03_eks/main.tf`, 'utf8'))
    .map((text) => /kubernetes_version += "(.+)"/.exec(text)?.[1])
  expect(named.length).toBeGreaterThan(0)
  for (const version of named) expect(assumedCluster.kubeVersion).toBe(`v${version}.0`)
})

describe.skipIf(lacks('helm'))('sync and plan render the same', () => {
  it.each(environments)('of every Application of %s', async (environment) => {
    await using fixture = await startRenderings(deployedFiles())
    const { pairs, failures } = await fixture.renderings(environment)
    expect(failures).toEqual([])
    expect(pairs.length).toBeGreaterThan(2)
    for (const { name, sync, plan, problems, values } of pairs) {
      expect({ name, objects: plan }).toEqual({ name, objects: sync })
      // A chart from elsewhere is rendered by neither: sync refuses it, and plan compares its values.
      if (values.length > 0) expect(problems).toEqual([expect.stringContaining('.chart is not supported')])
      else expect(plan).not.toEqual([])
    }
  })

  it('of Applications that are hard to read', async () => {
    await using fixture = await startRenderings(awkwardFiles())
    const { pairs, failures } = await fixture.renderings('odd')
    expect(failures).toEqual([])
    expect(pairs.map(({ name }) => name).toSorted()).toEqual(
      ['applications', ...awkward.map(({ name }) => name)].toSorted(),
    )
    for (const { name, sync, plan, rendered } of pairs) {
      expect({ name, objects: plan }).toEqual({ name, objects: sync })
      const maps = plan.filter(({ kind }) => kind === 'ConfigMap')
      const found = {
        ...Object(field(maps[0], 'data')),
        names: maps.map(({ metadata }) => metadata.name).toSorted(),
        definitions: plan.filter(({ kind }) => kind === 'CustomResourceDefinition').length,
        tests: rendered.filter(({ kind }) => kind === 'Pod').length,
      }
      const want = awkward.find((one) => one.name === name)?.want ?? {}
      expect({ name, ...found }).toMatchObject({ name, ...want })
    }
  })
})
