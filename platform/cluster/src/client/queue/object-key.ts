/** `NAMESPACE/NAME`, the key that controllers queue; cluster-scoped objects have an empty namespace. */
export function objectKey(metadata: { namespace?: string; name?: string }): string {
  return `${metadata.namespace ?? ''}/${metadata.name ?? ''}`
}

export function parseObjectKey(key: string): { namespace: string; name: string } {
  const slash = key.indexOf('/')
  return { namespace: key.slice(0, slash), name: key.slice(slash + 1) }
}
