import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { systemClock } from '@gitops-example/kit/clock'
import { textField } from '@gitops-example/kit/json/fields'
import { followKind } from '@gitops-example/kube-client/follow-kind'
import { openKubernetesClient } from '@gitops-example/kube-client/open-kubernetes-client'
import { Checkout } from '../e2e/harness/checkout.ts'
import { Platform } from '../e2e/harness/platform.ts'
import { processesOf, residentBytes } from '../e2e/harness/processes.ts'
import { type Measure, measured, type Suite } from './measure.ts'

const sizes = [100, 500, 1000]
const commits = 10
const limitMs = 600_000
/** Until what was started for the last Application has ended. */
const restMs = 10_000

const folder = 'ops/environments/local/05_applications/templates'
const spec = `  destination: { server: https://kubernetes.default.svc, namespace: bench }
  syncPolicy: { automated: { prune: true, selfHeal: true }, syncOptions: [CreateNamespace=true] }
`
const configMap = (name: string, text: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  text: ${text}\n`

interface Kind {
  /** Below the header of the template `many.yaml`, where `$name` is the Application's. */
  source: string
  /** What all of them read. */
  shared: Record<string, string>
  /** The file of one Application. */
  file(name: string, text: string): { path: string; text: string }
}

const kinds: Record<'manifests' | 'charts', Kind> = {
  manifests: {
    source: 'path: "bench/{{ $name }}"',
    shared: {},
    file: (name, text) => ({ path: `bench/${name}/config-map.yaml`, text: configMap(name, text) }),
  },
  charts: {
    source: 'path: bench/chart, helm: { valueFiles: ["/bench/{{ $name }}.yaml"] }',
    shared: {
      'bench/chart/Chart.yaml': 'apiVersion: v2\nname: bench\nversion: 1.0.0\n',
      'bench/chart/templates/config-map.yaml': configMap('{{ .Release.Name }}', '{{ .Values.text }}'),
    },
    file: (name, text) => ({ path: `bench/${name}.yaml`, text: `text: ${text}\n` }),
  },
}

/** Start, memory, and a commit for one Application beside 100, 500 and 1,000 others, of manifests and of a chart. */
export const applicationsBench: Suite = async (progress, signal) => {
  signal.addEventListener('abort', () => void Platform.interruptAll())
  const measures: Measure[] = []
  for (const kind of ['manifests', 'charts'] as const) {
    for (const size of sizes) {
      progress(`${size} Applications of ${kind} ...`)
      signal.throwIfAborted()
      measures.push(...(await measureSize(kind, size, signal)))
    }
  }
  return measures
}

async function measureSize(kind: keyof typeof kinds, size: number, signal: AbortSignal): Promise<Measure[]> {
  const what = `${size} Applications of ${kind}`
  using checkout = await checkoutWith(kinds[kind], size)
  await using first = Platform.begin(checkout)
  const firstMs = await untilSynced(first, size, signal)
  await first.interrupt()

  await using platform = Platform.begin(checkout)
  const laterMs = await untilSynced(platform, size, signal)
  const busy = processesOf(checkout.dir)
  const busyBytes = residentBytes(busy)
  await setTimeout(restMs, undefined, { signal })
  const resting = processesOf(checkout.dir)
  const restingBytes = residentBytes(resting)

  await using applications = await followApplications(platform)
  const samples: number[] = []
  for (let index = 0; index < commits; index++) {
    signal.throwIfAborted()
    const name = nameOf((index * 37) % size)
    const { path, text } = kinds[kind].file(name, `round-${index}`)
    checkout.write(path, text)
    const revision = await checkout.commit(`Change ${name}`)
    const startedAt = performance.now()
    await checkout.git.run(['push', '--quiet', 'local', 'HEAD:master'])
    await applications.until((one) => textField(one.get(name), 'sync', 'revision') === revision)
    samples.push(performance.now() - startedAt)
  }
  const count = (processes: readonly unknown[]) => ({ note: `${processes.length} processes` })
  return [
    { name: `${what}: first start, until all are synced`, value: firstMs / 1000, unit: 's' },
    { name: `${what}: later start, until all are synced`, value: laterMs / 1000, unit: 's' },
    { name: `${what}: memory then (Pss)`, value: busyBytes / 1e6, unit: 'MB', ...count(busy) },
    { name: `${what}: memory at rest (Pss)`, value: restingBytes / 1e6, unit: 'MB', ...count(resting) },
    measured(`${what}: one's commit, from git push to synced`, 'ms', samples),
  ]
}

function nameOf(index: number): string {
  return `many-${index}`
}

async function checkoutWith(kind: Kind, size: number): Promise<Checkout> {
  const checkout = await Checkout.make()
  const files = [
    ...Object.entries(kind.shared).map(([path, text]) => ({ path, text })),
    ...Array.from({ length: size }, (_, index) => kind.file(nameOf(index), 'first')),
    { path: `${folder}/many.yaml`, text: template(kind, size) },
  ]
  for (const { path, text } of files) {
    mkdirSync(join(checkout.dir, dirname(path)), { recursive: true })
    checkout.write(path, text)
  }
  await checkout.commit(`Add ${size} Applications`)
  return checkout
}

function template({ source, file }: Kind, size: number): string {
  const { path } = file('{{ $name }}', '')
  return `{{- range $index := until ${size} }}
{{- $name := printf "many-%d" $index }}
---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: {{ $name }}
  namespace: argocd
  annotations: { argocd.argoproj.io/manifest-generate-paths: ".;/${path}" }
spec:
  project: default
  source: { repoURL: "{{ $.Values.repoURL }}", targetRevision: "{{ $.Values.targetRevision }}", ${source} }
${spec}{{- end }}
`
}

/** The time from now, when `gitops up` has just begun. */
async function untilSynced(platform: Platform, size: number, signal: AbortSignal): Promise<number> {
  const startedAt = performance.now()
  await platform.printed(/Ctrl-C stops everything/)
  await using applications = await followApplications(platform)
  await applications.until((statuses) => {
    signal.throwIfAborted()
    const synced = [...statuses].filter(
      ([name, status]) => name.startsWith('many-') && textField(status, 'sync', 'status') === 'Synced',
    )
    return synced.length === size
  })
  return performance.now() - startedAt
}

/** The status of every Application by its name. */
async function followApplications(platform: Platform) {
  const { api, close } = await openKubernetesClient(join(platform.checkout.dir, '.gitops', 'kubeconfig'))
  const statuses = new Map<string, unknown>()
  let wake = () => {}
  const watch = followKind({
    api,
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    clock: systemClock,
    log: () => {},
    onChange(_before, now) {
      if (now !== undefined) statuses.set(now.metadata.name, now.status)
      wake()
    },
  })
  return {
    async until(isAsWanted: (statuses: ReadonlyMap<string, unknown>) => boolean): Promise<void> {
      const limit = AbortSignal.timeout(limitMs)
      while (!isAsWanted(statuses)) {
        limit.throwIfAborted()
        await new Promise<void>((resolve) => {
          wake = resolve
          limit.addEventListener('abort', () => resolve(), { once: true })
        })
      }
    },
    async [Symbol.asyncDispose]() {
      await watch.stop()
      close()
    },
  }
}
