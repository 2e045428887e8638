import { GitopsError } from '@gitops-example/kit/errors'
import type { KubeObject } from '@gitops-example/kube-client/kube-object'
import { readManifests } from './parse-manifests.ts'

/**
 * The objects of a file in a directory of plain manifests. As in Argo CD (reposerver/repository, getObjsFromYAMLOrJSON),
 * YAML that does not begin with an object, and does not look like one, is some other file that is left out.
 */
export function manifestFile(content: Uint8Array, path: string): KubeObject[] {
  const text = manifestText(content)
  if (text.includes('+argocd:skip-file-rendering')) return []
  if (path.endsWith('.json')) return jsonFile(text, path)
  const objects: KubeObject[] = []
  try {
    for (const object of readManifests(text, path)) objects.push(object)
  } catch (error) {
    if (objects.length > 0 || looksLikeManifest(text)) throw error
  }
  return objects
}

/** UTF-8, or UTF-16 with its mark; the mark may stand at the head of each document, as after joining files. */
export function manifestText(content: Uint8Array): string {
  const [first, second] = content
  const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
  const encoding = !isUtf16 ? 'utf-8' : first === 0xff ? 'utf-16le' : 'utf-16be'
  return new TextDecoder(encoding).decode(content).replaceAll(/^(---[^\n]*\n)?\uFEFF/gm, '$1')
}

function looksLikeManifest(text: string): boolean {
  return ['apiVersion:', 'kind:', 'metadata:'].every((key) => text.includes(key))
}

/** One object, which may be a list. */
function jsonFile(text: string, path: string): KubeObject[] {
  try {
    JSON.parse(text)
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error)
    throw new GitopsError('render-invalid-manifest', `Cannot read the manifest of ${path}: ${words}.`, {
      hint: 'A JSON file holds a single object; several belong into a List, or into files of their own.',
    })
  }
  return [...readManifests(text, path)]
}
