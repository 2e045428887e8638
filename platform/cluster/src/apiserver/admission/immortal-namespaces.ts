import { type Resource, storageName } from '../../machinery/resource.ts'
import { forbidden } from '../../machinery/status-error.ts'

/** Upstream's admission plugin NamespaceLifecycle keeps these. */
const immortal: ReadonlySet<string> = new Set(['default', 'kube-system', 'kube-public'])

/** 403 for a namespace that no cluster is without. */
export function requireMortal(resource: Resource, name: string): void {
  if (storageName(resource) !== 'namespaces' || !immortal.has(name)) return
  throw forbidden(resource, name, 'this namespace may not be deleted')
}
