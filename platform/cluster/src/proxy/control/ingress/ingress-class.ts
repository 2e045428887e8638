import type { Ingress, IngressClass } from '#kubernetes/networking/v1'

/** The class that this router serves, as the NGINX Ingress Controller's is called. */
export const servedClass = 'nginx'

const isDefault = 'ingressclass.kubernetes.io/is-default-class'
/** From the time before `spec.ingressClassName`. */
const oldAnnotation = 'kubernetes.io/ingress.class'

/** Whether the router serves the Ingress: it names our class, or none while ours is the default. */
export function isServed(
  ingress: Pick<Ingress, 'metadata' | 'spec'>,
  classes: readonly Pick<IngressClass, 'metadata'>[],
): boolean {
  const named = ingress.spec?.ingressClassName ?? ingress.metadata?.annotations?.[oldAnnotation]
  if (named !== undefined) return named === servedClass
  return classes.some(
    ({ metadata }) => metadata?.name === servedClass && metadata.annotations?.[isDefault] === 'true',
  )
}
