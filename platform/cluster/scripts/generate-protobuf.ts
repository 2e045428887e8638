/**
 * Writes protobuf/messages.json: the field numbers of upstream's protobuf messages, for the kinds whose bodies clients
 * send in that form. Types come from the .proto files; which fields are pointers (whose zero value means something) or
 * inline in JSON stands in the Go structs only. Run: node scripts/generate-protobuf.ts
 */
import { execFileSync } from 'node:child_process'
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { builtInResources } from '../src/apiserver/registry/built-in-resources.ts'
import { kubernetesVersion } from '../src/machinery/kubernetes-version.ts'

/** The modules of 1.35.4 are v0.35.4. */
const release = `v0${kubernetesVersion.slice(1)}`
const modules = ['k8s.io/api', 'k8s.io/apimachinery', 'k8s.io/apiextensions-apiserver']
const outFile = join(import.meta.dirname, '..', 'protobuf', 'messages.json')

/** Kinds besides the stored ones that clients send. */
const others = [
  'k8s.io.api.authentication.v1.SelfSubjectReview',
  'k8s.io.api.authentication.v1.TokenRequest',
  'k8s.io.api.authentication.v1.TokenReview',
  'k8s.io.api.authorization.v1.LocalSubjectAccessReview',
  'k8s.io.api.authorization.v1.SelfSubjectAccessReview',
  'k8s.io.api.authorization.v1.SelfSubjectRulesReview',
  'k8s.io.api.authorization.v1.SubjectAccessReview',
  'k8s.io.api.autoscaling.v1.HorizontalPodAutoscaler',
  'k8s.io.api.autoscaling.v1.Scale',
  'k8s.io.api.core.v1.Binding',
  'k8s.io.api.events.v1.Event',
  'k8s.io.api.policy.v1.Eviction',
  'k8s.io.apimachinery.pkg.apis.meta.v1.DeleteOptions',
]

interface GoField {
  isPointer: boolean
  isInline: boolean
  json: string
}

const messages = new Map<string, [number: string, type: string, name: string][]>()
const goFields = new Map<string, GoField>()
for (const module of modules) {
  const download = execFileSync('go', ['mod', 'download', '-json', `${module}@${release}`], {
    encoding: 'utf8',
    cwd: tmpdir(),
  })
  const dir = (JSON.parse(download) as { Dir: string }).Dir
  for (const file of globSync('**/generated.proto', { cwd: dir })) {
    readProto(readFileSync(join(dir, file), 'utf8'))
    const packageName = `${module}/${dirname(file)}`.replaceAll('/', '.')
    for (const source of globSync(`${dirname(file)}/*.go`, { cwd: dir })) {
      if (!source.endsWith('_test.go')) readStructs(packageName, readFileSync(join(dir, source), 'utf8'))
    }
  }
}

const wanted = [
  ...builtInResources().map(({ group, version, kind }) => {
    if (group === 'apiextensions.k8s.io')
      return `k8s.io.apiextensions_apiserver.pkg.apis.apiextensions.${version}.${kind}`
    return `k8s.io.api.${group === '' ? 'core' : group.split('.')[0]}.${version}.${kind}`
  }),
  ...others,
]
const result: { [message: string]: { [number: string]: string } } = {}
for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
  if (result[name] !== undefined) continue
  const fields = messages.get(name)
  if (fields === undefined) throw new Error(`no message ${name} in ${release}`)
  const rows: { [number: string]: string } = {}
  for (const [number, type, protoName] of fields) {
    const go = goFields.get(`${name.replace('apiextensions_apiserver', 'apiextensions-apiserver')}/${number}`)
    const kept = go?.isPointer ? ' zero' : ''
    rows[number] = `${go?.isInline ? '' : go?.json || protoName} ${type}${kept}`
    const reference = /[\w.]+\.[A-Z]\w*/.exec(type)?.[0]
    if (reference !== undefined) wanted.push(reference)
  }
  result[name] = rows
}
const lines = Object.entries(result)
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([name, fields]) => `${JSON.stringify(name)}:${JSON.stringify(fields)}`)
mkdirSync(dirname(outFile), { recursive: true })
writeFileSync(outFile, `{\n${lines.join(',\n')}\n}\n`)

/** `optional .a.b.C name = 1;` becomes `name a.b.C`; repeated fields end in `[]`, maps in `{}` after their value's type. */
function readProto(text: string): void {
  const packageName = /^package ([\w.]+);/m.exec(text)?.[1] ?? ''
  const full = (type: string) => {
    if (type.startsWith('.')) return type.slice(1)
    return /^[A-Z]/.test(type) ? `${packageName}.${type}` : type
  }
  for (const [, name, body = ''] of text.matchAll(/^message (\w+) \{\n([\s\S]*?)^\}/gm)) {
    const fields = [
      ...body.matchAll(/^ {2}(?:optional |(repeated ))?(?:map<string, ([\w.]+)>|([\w.]+)) (\w+) = (\d+);/gm),
    ].map(([, repeated, mapped, plain, field = '', number = '']): [string, string, string] => {
      if (mapped !== undefined) return [number, `${full(mapped)}{}`, field]
      return [number, `${full(plain ?? '')}${repeated === undefined ? '' : '[]'}`, field]
    })
    messages.set(`${packageName}.${name}`, fields)
  }
}

function readStructs(packageName: string, text: string): void {
  for (const [, struct, body = ''] of text.matchAll(/^type (\w+) struct \{\n([\s\S]*?)^\}/gm)) {
    for (const [, declaration = '', json = '', protobuf = ''] of body.matchAll(
      /^\t(.*?)\s*`json:"([^"]*)"[^`]*?protobuf:"([^"]*)"/gm,
    )) {
      const [name = '', ...options] = json.split(',')
      goFields.set(`${packageName}.${struct}/${protobuf.split(',')[1]}`, {
        json: name,
        isInline: options.includes('inline') || name === '',
        isPointer: /(^|\s)\*/.test(declaration.trim()),
      })
    }
  }
}
