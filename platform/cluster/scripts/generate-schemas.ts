/**
 * Writes schemas/: the facts of upstream's published OpenAPI v3 that this API reads (types, required fields, formats,
 * defaults, merge keys), without descriptions, for the kinds that it serves. Reads a directory of the documents that a
 * kube-apiserver publishes; README.md says how to get it. Run: node scripts/generate-schemas.ts DIRECTORY
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { builtInResources } from '../src/apiserver/registry/built-in-resources.ts'
import { definitionName, packageOf } from '../src/machinery/schema/definition-name.ts'

const [specDir] = process.argv.slice(2)
if (specDir === undefined) throw new Error('usage: generate-schemas.ts DIRECTORY')
const outDir = join(import.meta.dirname, '..', 'schemas')

type Json = { [key: string]: unknown }

const kept = new Set([
  '$ref',
  'additionalProperties',
  'allOf',
  'default',
  'enum',
  'format',
  'items',
  'oneOf',
  'properties',
  'required',
  'type',
])

function compact(schema: Json): Json {
  const result: Json = {}
  // One order, whichever release wrote the document.
  for (const [key, value] of Object.entries(schema).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!kept.has(key) && !key.startsWith('x-kubernetes-')) continue
    if (key === 'properties') {
      const entries = Object.entries(value as { [name: string]: Json })
      result.properties = Object.fromEntries(entries.map(([name, child]) => [name, compact(child)]))
    } else if (key === 'items' || key === 'additionalProperties') {
      result[key] = typeof value === 'object' ? compact(value as Json) : value
    } else if (key === 'allOf') {
      // Upstream wraps a reference in allOf only to put a default or a description beside it.
      Object.assign(result, ...(value as Json[]).map(compact))
    } else if (key === '$ref') {
      result.$ref = String(value).replace('#/components/schemas/', '')
    } else {
      result[key] = value
    }
  }
  return result
}

function references(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  const own = '$ref' in value && typeof value.$ref === 'string' ? [value.$ref] : []
  return [...own, ...Object.values(value).flatMap(references)]
}

const all = new Map<string, Json>()
for (const file of readdirSync(specDir)) {
  const document = JSON.parse(readFileSync(join(specDir, file), 'utf8')) as {
    components?: { schemas?: { [name: string]: Json } }
  }
  for (const [name, schema] of Object.entries(document.components?.schemas ?? {}))
    all.set(name, compact(schema))
}

const wanted = [
  ...builtInResources().map(definitionName),
  'io.k8s.api.authentication.v1.SelfSubjectReview',
  'io.k8s.api.authentication.v1.TokenRequest',
  'io.k8s.api.authorization.v1.SelfSubjectAccessReview',
  'io.k8s.api.authorization.v1.SelfSubjectRulesReview',
  'io.k8s.api.authorization.v1.SubjectAccessReview',
  'io.k8s.api.autoscaling.v1.HorizontalPodAutoscaler',
  'io.k8s.api.autoscaling.v1.Scale',
  'io.k8s.api.events.v1.Event',
  'io.k8s.api.policy.v1.Eviction',
  'io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions',
  'io.k8s.apimachinery.pkg.apis.meta.v1.Status',
  'io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta',
]
const packages = new Map<string, Json>()
const seen = new Set<string>()
for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
  if (seen.has(name)) continue
  seen.add(name)
  const schema = all.get(name)
  if (schema === undefined) throw new Error(`${specDir} has no schema ${name}`)
  const group = packages.get(packageOf(name)) ?? {}
  packages.set(packageOf(name), Object.assign(group, { [name.slice(packageOf(name).length + 1)]: schema }))
  wanted.push(...references(schema))
}

rmSync(outDir, { recursive: true, force: true })
mkdirSync(outDir)
for (const [name, schemas] of packages) {
  const sorted = Object.keys(schemas).sort()
  const lines = sorted.map((kind) => `${JSON.stringify(kind)}:${JSON.stringify(schemas[kind])}`)
  writeFileSync(join(outDir, `${name}.json`), `{\n${lines.join(',\n')}\n}\n`)
}
