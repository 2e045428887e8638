import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Pod, Volume } from '#kubernetes/core/v1'
import type { ClusterClient } from '../../client/cluster-client.ts'
import type { Live } from '../../machinery/objects.ts'
import { configError } from '../config-error.ts'
import type { ProcessUser } from '../container/container-user.ts'
import { makeDirectory } from '../files/stranger-files.ts'
import { volumeFiles } from './volume-files.ts'
import { volumeAccess } from './volume-owner.ts'
import { writeVolume } from './write-volume.ts'

interface PodVolumesOptions {
  directory: string
  nodeName: string
  client: Pick<ClusterClient, 'get'>
  /** Who a user of the pod is on this machine. */
  hostUser: (user: ProcessUser | undefined) => ProcessUser | undefined
}

/** Writable by every user of the pod, as upstream's is. */
const emptyDirMode = 0o777

/** The volumes of one pod: a directory each, made before its containers and kept up to date with their sources. */
export class PodVolumes {
  readonly #options: PodVolumesOptions
  #last: Promise<void> = Promise.resolve()

  constructor(options: PodVolumesOptions) {
    this.#options = options
  }

  path(volume: string): string {
    return join(this.#options.directory, volume)
  }

  /**
   * Makes the volumes and writes their present content. Throws `MissingSource` while an object that one needs does not
   * exist, and a config error for a kind of volume that a process of this machine cannot have.
   */
  write(pod: Live<Pod>, users: ReadonlyMap<string, ProcessUser | undefined>): Promise<void> {
    // One after the other: two changes in a row must not write the same volume at once.
    const next = this.#last.then(() => this.#write(pod, users))
    this.#last = next.catch(() => {})
    return next
  }

  /** Whether the content of any volume comes from this object. */
  static reads(pod: Pick<Pod, 'spec'>, kind: 'ConfigMap' | 'Secret', name: string): boolean {
    return (pod.spec?.volumes ?? []).some(({ configMap, secret, projected }) =>
      kind === 'ConfigMap'
        ? configMap?.name === name || projected?.sources?.some((source) => source.configMap?.name === name)
        : secret?.secretName === name || projected?.sources?.some((source) => source.secret?.name === name),
    )
  }

  async #write(pod: Live<Pod>, users: ReadonlyMap<string, ProcessUser | undefined>): Promise<void> {
    const { directory, hostUser, ...input } = this.#options
    const { spec } = pod
    if (spec?.volumes === undefined) return
    for (const volume of spec.volumes) {
      const access = volumeAccess(spec, volume, usersOf(pod, volume.name, users))
      const owner = hostUser(access.owner)
      const files = volumeFiles({ volume, pod, ...input })
      if (files !== undefined) {
        for (const file of files.values()) file.mode &= ~access.mask
        await writeVolume(join(directory, volume.name), files, owner)
      } else if (volume.emptyDir !== undefined) {
        await mkdir(directory, { recursive: true })
        await makeDirectory(join(directory, volume.name), emptyDirMode, owner)
      } else throw configError(unsupported(volume))
    }
  }
}

function usersOf(
  pod: Live<Pod>,
  volume: string,
  users: ReadonlyMap<string, ProcessUser | undefined>,
): (ProcessUser | undefined)[] {
  const containers = [...(pod.spec?.initContainers ?? []), ...(pod.spec?.containers ?? [])]
  return containers
    .filter(({ volumeMounts }) => volumeMounts?.some(({ name }) => name === volume))
    .map(({ name }) => users.get(name))
}

function unsupported({ name, ...source }: Volume): string {
  return (
    `volume "${name}" is of the kind ${Object.keys(source).join(', ')}: this node has emptyDir, configMap, secret, ` +
    'downwardAPI and projected volumes'
  )
}
