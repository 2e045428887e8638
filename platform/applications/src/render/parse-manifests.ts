import { GitopsError } from '@gitops-example/kit/errors'
import { field, isRecord, listField, textField } from '@gitops-example/kit/json/fields'
import { goYaml } from '@gitops-example/kit/yaml/go-yaml'
import { readYaml, YamlFault } from '@gitops-example/kit/yaml/read-yaml'
import type { KubeObject } from '@gitops-example/kube-client/kube-object'

/** Of what is rendered, in characters: more than the objects of the largest charts together. */
const maxLength = 16 * 1024 * 1024

/** Every object of a stream of YAML or JSON documents; lists are opened, empty documents left out. */
export function parseManifests(text: string, where: string): KubeObject[] {
  return [...readManifests(text, where)]
}

/** The same one by one: those before a document that is wrong are given before it throws. */
export function* readManifests(text: string, where: string): Generator<KubeObject> {
  try {
    for (const { value } of readYaml(text, { ...goYaml, maxLength })) {
      if (value !== null) yield* objectsOf(value, where)
    }
  } catch (error) {
    if (!(error instanceof YamlFault)) throw error
    throw invalid(`${where}:${error.line}`, `it is not valid YAML: ${error.message}`)
  }
}

function objectsOf(value: unknown, where: string): KubeObject[] {
  if (isList(value)) return listField(value, 'items').flatMap((item) => objectsOf(item, where))
  const apiVersion = textField(value, 'apiVersion')
  const kind = textField(value, 'kind')
  const metadata = field(value, 'metadata')
  const name = textField(metadata, 'name')
  const generateName = textField(metadata, 'generateName')
  if (!isRecord(value) || !isRecord(metadata) || apiVersion === undefined || kind === undefined) {
    throw invalid(where, 'a document has no apiVersion, kind and metadata')
  }
  if (name === undefined && generateName === undefined) throw invalid(where, `a ${kind} has no metadata.name`)
  // The name of an object with generateName is given later, see `controller/name-hooks.ts`.
  return [{ ...value, apiVersion, kind, metadata: { ...metadata, name: name ?? '' } }]
}

function isList(value: unknown): boolean {
  return (textField(value, 'kind') ?? '').endsWith('List') && Array.isArray(field(value, 'items'))
}

function invalid(where: string, why: string): GitopsError {
  return new GitopsError('render-invalid-manifest', `Cannot read the manifests of ${where}: ${why}.`, {
    hint: 'helm template or kubectl apply --dry-run shows the same.',
  })
}
