import type { ValuesFile } from '@gitops-example/applications/render/values-files'
import { readYaml, YamlFault } from '@gitops-example/kit/yaml/read-yaml'
import type { Resource } from './resource-text.ts'

/** A values file as a resource of the kind `Values`, in one format. */
export async function valuesText({ path, id, repository }: ValuesFile): Promise<Resource> {
  const text = (await repository.blob(id)).toString('utf8')
  return { kind: 'Values', namespace: '', name: path, text: formatted(text) }
}

function formatted(text: string): string {
  try {
    return [...readYaml(text, { merge: true })].map(({ document }) => String(document)).join('---\n')
  } catch (error) {
    if (error instanceof YamlFault) return text // the rendering that reads it says what is wrong
    throw error
  }
}
