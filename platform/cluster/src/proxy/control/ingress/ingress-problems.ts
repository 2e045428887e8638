import type { Ingress, IngressBackend } from '#kubernetes/networking/v1'
import type { Live } from '../../../machinery/objects.ts'
import { PathPattern } from '../../rules/path-pattern.ts'
import { rewriteAnnotations, rewriteOf } from '../../rules/rewrite.ts'

export interface IngressProblem {
  reason: string
  message: string
}

/** Prefixes under which NGINX controllers take settings; this router takes two of them. */
const controllerAnnotations = /^(nginx\.org|nginx\.com|nginx\.ingress\.kubernetes\.io|appprotect\.f5\.com)\//

/** What an Ingress asks for and the router does not do; `tlsProblem` says why a Secret gives no certificate. */
export function ingressProblems(
  ingress: Live<Ingress>,
  tlsProblem: (secretName: string) => string | undefined,
): IngressProblem[] {
  const problems: IngressProblem[] = []
  const known = Object.values(rewriteAnnotations)
  const ignored = Object.keys(ingress.metadata.annotations ?? {}).filter(
    (name) => controllerAnnotations.test(name) && !known.includes(name),
  )
  if (ignored.length > 0) {
    const message = `The embedded router ignores ${ignored.join(', ')}.`
    problems.push({ reason: 'AnnotationNotSupported', message })
  }
  const { rules = [], defaultBackend, tls = [] } = ingress.spec ?? {}
  const backends: (IngressBackend | undefined)[] = [
    defaultBackend,
    ...rules.flatMap(({ http }) => http?.paths.map(({ backend }) => backend) ?? []),
  ]
  if (backends.some((backend) => backend?.resource !== undefined)) {
    const message = 'A resource as backend is not supported: its paths are answered with 503.'
    problems.push({ reason: 'BackendNotSupported', message })
  }
  problems.push(...patternProblems(ingress))
  for (const { hosts = [], secretName } of tls) {
    const why = secretName ? tlsProblem(secretName) : 'spec.tls names no Secret.'
    if (why === undefined) continue
    const message = `HTTPS is refused${hosts.length > 0 ? ` for ${hosts.join(', ')}` : ''}: ${why}`
    problems.push({ reason: 'NoCertificate', message })
  }
  return problems
}

function patternProblems(ingress: Live<Ingress>): IngressProblem[] {
  const rules = ingress.spec?.rules ?? []
  const paths = rules.flatMap(({ http }) => http?.paths.map(({ path = '/' }) => path) ?? [])
  return paths.flatMap((path) => {
    if (!rewriteOf(ingress, path).isPattern) return []
    try {
      new PathPattern(path)
      return []
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      return [
        {
          reason: 'PathNotSupported',
          message: `Path ${path.slice(0, 100)} leads nowhere, as a regular expression: ${why}.`,
        },
      ]
    }
  })
}
