import type { ValuesFile } from '@gitops-example/applications/render/values-files'
import { parseAllDocuments } from 'yaml'
import type { Resource } from './resource-text.ts'

/** A values file as a resource of the kind `Values`, in one format. */
export async function valuesText({ path, id, repository }: ValuesFile): Promise<Resource> {
  const content = await repository.blob(id)
  const text = parseAllDocuments(content.toString('utf8')).map(String).join('---\n')
  return { kind: 'Values', namespace: '', name: path, text }
}
