import type { Pod, SecurityContext } from '#kubernetes/core/v1'
import { containerUser, type ProcessUser } from '../container/container-user.ts'
import type { ImageStore } from '../images/image-store.ts'

interface VolumeUsersInput {
  pod: Pick<Pod, 'spec'>
  images: Pick<ImageStore, 'pull'>
  defaultUser: ProcessUser | undefined
  ownUid: number
}

/** The users of all containers by name, as far as their images are there: volumes belong to those who mount them. */
export async function volumeUsers(input: VolumeUsersInput): Promise<Map<string, ProcessUser | undefined>> {
  const { pod, images, defaultUser, ownUid } = input
  const spec = { securityContext: withoutCheck(pod.spec?.securityContext) }
  const users = new Map<string, ProcessUser | undefined>()
  for (const { name, image = '', securityContext } of [
    ...(pod.spec?.initContainers ?? []),
    ...(pod.spec?.containers ?? []),
  ]) {
    const found = await images.pull(image, 'IfNotPresent').catch(() => undefined)
    const container = { name, securityContext: withoutCheck(securityContext) }
    users.set(
      name,
      containerUser({ spec, container, imageUser: found?.config.user ?? '', defaultUser, ownUid }),
    )
  }
  return users
}

/** Whether a container may run is decided when it is started. */
function withoutCheck<C extends Pick<SecurityContext, 'runAsNonRoot'>>(context: C | undefined) {
  const { runAsNonRoot: _checkedLater, ...rest } = context ?? {}
  return rest
}
