import type { Pod } from '#kubernetes/core/v1'
import type { Live } from '../../machinery/objects.ts'
import { badRequest } from '../../machinery/status-error.ts'

const defaultAnnotation = 'kubectl.kubernetes.io/default-container'

/** The container that is meant: the named one, else the only one; 400 in upstream's words when that is unclear. */
export function chosenContainer({ metadata, spec }: Live<Pod>, wanted: string | null): string {
  const names = (spec?.containers ?? []).map(({ name }) => name)
  const initNames = (spec?.initContainers ?? []).map(({ name }) => name)
  if (wanted === null || wanted === '') {
    const [first] = names
    if (names.length === 1 && first !== undefined) return first
    const preferred = metadata.annotations?.[defaultAnnotation]
    if (preferred !== undefined && names.includes(preferred)) return preferred
    const init = initNames.length > 0 ? ` or one of the init containers: [${initNames.join(' ')}]` : ''
    throw badRequest(
      `a container name must be specified for pod ${metadata.name}, choose one of: [${names.join(' ')}]${init}`,
    )
  }
  if (names.includes(wanted) || initNames.includes(wanted)) return wanted
  throw badRequest(`container ${wanted} is not valid for pod ${metadata.name}`)
}
