import type { Ingress } from '#kubernetes/networking/v1'

/** The settings of the NGINX Ingress Controller of Kubernetes that this router knows. */
export const rewriteAnnotations = {
  target: 'nginx.ingress.kubernetes.io/rewrite-target',
  useRegex: 'nginx.ingress.kubernetes.io/use-regex',
}

/**
 * Whether a path of an Ingress is a regular expression, which a rewriting makes it too, and what it becomes. A path that
 * is its own target stays as it is (ingress-nginx, `needsRewrite`).
 */
export function rewriteOf(
  { metadata }: Pick<Ingress, 'metadata'>,
  path: string,
): { isPattern: boolean; rewrite?: string } {
  const { [rewriteAnnotations.target]: rewrite = '', [rewriteAnnotations.useRegex]: useRegex } =
    metadata?.annotations ?? {}
  if (rewrite === '' || rewrite === path) return { isPattern: useRegex === 'true' }
  return { isPattern: true, rewrite }
}

/**
 * The request target for the pod, as NGINX's `rewrite` makes it: `$1` to `$9` are what the groups of the path have
 * captured, and the client's query follows that of the rewriting, unless that ends with a question mark.
 */
export function rewritten(rewrite: string, captured: readonly string[], origin: string): string {
  const mark = rewrite.indexOf('?')
  const [path, query] = mark < 0 ? [rewrite, ''] : [rewrite.slice(0, mark), rewrite.slice(mark + 1)]
  const fill = (text: string) =>
    text.replace(/\$(\d)/g, (_, group: string) => escaped(captured[Number(group)] ?? ''))
  const filled = fill(path)
  const filledQuery = fill(query)
  const asked = origin.includes('?') ? origin.slice(origin.indexOf('?') + 1) : ''
  const parts = rewrite.endsWith('?') ? [filledQuery.replace(/\?$/, '')] : [filledQuery, asked]
  const whole = parts.filter((part) => part !== '').join('&')
  return `${filled.startsWith('/') ? filled : `/${filled}`}${whole === '' ? '' : `?${whole}`}`
}

/** Captures are of the decoded path, and may hold half of a character. */
function escaped(text: string): string {
  return encodeURI(text.toWellFormed()).replace(/[?#]/g, encodeURIComponent)
}
