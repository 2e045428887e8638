import type { PodSpec, Volume } from '#kubernetes/core/v1'
import type { ProcessUser } from '../container/container-user.ts'

export interface VolumeAccess {
  /** The owner of the files, as root; otherwise they are the platform's user's as its pods are. */
  owner: ProcessUser | undefined
  /** Taken off the mode of every file. */
  mask: number
}

/**
 * Who may read a volume. Its files belong to the user of the containers that mount it; those of Secrets are closed to all
 * others, except to the pod's `fsGroup`. Containers of several users share a volume as upstream's do: by its modes.
 */
export function volumeAccess(
  spec: Pick<PodSpec, 'securityContext'>,
  volume: Volume,
  users: readonly (ProcessUser | undefined)[],
): VolumeAccess {
  const [first] = users
  const isShared = users.some((user) => user?.uid !== first?.uid)
  const { fsGroup } = spec.securityContext ?? {}
  const owner = first === undefined ? undefined : { uid: first.uid, gid: fsGroup ?? first.gid }
  const isSecret =
    volume.secret !== undefined || (volume.projected?.sources?.some((source) => source.secret) ?? false)
  if (!isSecret || isShared) return { owner, mask: 0 }
  return { owner, mask: fsGroup === undefined ? 0o077 : 0o007 }
}
