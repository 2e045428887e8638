import type { Container, PodSpec } from '#kubernetes/core/v1'
import { configError } from '../config-error.ts'

export interface ProcessUser {
  uid: number
  gid: number
}

interface ContainerUserInput {
  spec: Pick<PodSpec, 'securityContext'>
  container: Pick<Container, 'securityContext' | 'name'>
  /** As the image's configuration writes it. */
  imageUser: string
  defaultUser: ProcessUser | undefined
  /** The platform's own. */
  ownUid: number
}

/**
 * Whom a container's process runs as. Only root can choose: the container's `runAsUser`, else the pod's, else the image's
 * numeric user, else the node's default. Undefined means the platform's own user. Enforces `runAsNonRoot`.
 */
export function containerUser(input: ContainerUserInput): ProcessUser | undefined {
  const { spec, container, imageUser, defaultUser, ownUid } = input
  const pod = spec.securityContext ?? {}
  const own = container.securityContext ?? {}
  const image = numericUser(imageUser)
  const uid = own.runAsUser ?? pod.runAsUser ?? image?.uid
  if (own.runAsNonRoot ?? pod.runAsNonRoot) requireNonRoot(own.runAsUser ?? pod.runAsUser, imageUser)
  if (ownUid !== 0) return undefined
  if (uid === undefined && imageUser !== '' && image === undefined && defaultUser === undefined) {
    throw configError(
      `image has non-numeric user (${imageUser}), which a process of this machine cannot run as`,
    )
  }
  const wanted = uid ?? defaultUser?.uid
  if (wanted === undefined) return undefined
  const gid =
    own.runAsGroup ?? pod.runAsGroup ?? image?.gid ?? (uid === undefined ? defaultUser?.gid : undefined)
  return { uid: wanted, gid: gid ?? wanted }
}

function numericUser(user: string): { uid: number; gid?: number } | undefined {
  const match = /^(\d+)(?::(\d+))?$/.exec(user)
  if (match === null) return undefined
  return { uid: Number(match[1]), ...(match[2] === undefined ? {} : { gid: Number(match[2]) }) }
}

/** In upstream's words, and as there: an image that names no user is one that runs as root. */
function requireNonRoot(runAsUser: number | undefined, imageUser: string): void {
  if (runAsUser === 0) throw configError("container's runAsUser breaks non-root policy")
  if (runAsUser !== undefined) return
  const image = numericUser(imageUser)
  if (image === undefined && imageUser !== '') {
    throw configError(
      `container has runAsNonRoot and image has non-numeric user (${imageUser}), cannot verify user is non-root`,
    )
  }
  if (image === undefined || image.uid === 0) {
    throw configError('container has runAsNonRoot and image will run as root')
  }
}
