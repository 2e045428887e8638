import type { Ingress, IngressBackend } from '#kubernetes/networking/v1'
import type { Live } from '../../machinery/objects.ts'

export interface IngressProblem {
  reason: string
  message: string
}

/** Prefixes under which NGINX controllers take settings; this router takes none of them. */
const controllerAnnotations = /^(nginx\.org|nginx\.com|nginx\.ingress\.kubernetes\.io|appprotect\.f5\.com)\//

/** What an Ingress asks for and the router does not do; `tlsProblem` says why a Secret gives no certificate. */
export function ingressProblems(
  ingress: Live<Ingress>,
  tlsProblem: (secretName: string) => string | undefined,
): IngressProblem[] {
  const problems: IngressProblem[] = []
  const ignored = Object.keys(ingress.metadata.annotations ?? {}).filter((name) =>
    controllerAnnotations.test(name),
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
  for (const { hosts = [], secretName } of tls) {
    const why = secretName ? tlsProblem(secretName) : 'spec.tls names no Secret.'
    if (why === undefined) continue
    const message = `HTTPS is refused${hosts.length > 0 ? ` for ${hosts.join(', ')}` : ''}: ${why}`
    problems.push({ reason: 'NoCertificate', message })
  }
  return problems
}
