/**
 * The root's package.json as an app sees it: without the list of workspaces, which another app may change. Text that is
 * not an object is left as it is.
 */
export function rootManifest(text: string): string {
  try {
    const manifest: unknown = JSON.parse(text)
    if (typeof manifest !== 'object' || manifest === null || Array.isArray(manifest)) return text
    const { workspaces, ...seen } = { workspaces: undefined, ...manifest }
    return `${JSON.stringify(seen, undefined, 2)}\n`
  } catch {
    return text
  }
}
