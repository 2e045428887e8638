import type { ConfigMap, KeyToPath, Pod, Secret, Volume } from '#kubernetes/core/v1'
import type { ClusterClient } from '../../client/cluster-client.ts'
import type { Live } from '../../machinery/objects.ts'
import { configError } from '../config-error.ts'
import { fieldValue } from '../env/field-ref.ts'
import { resourceValue } from '../env/resource-field-ref.ts'

export interface VolumeFile {
  content: Buffer
  mode: number
}

/** Relative path to file. */
export type VolumeFiles = Map<string, VolumeFile>

interface VolumeFilesInput {
  volume: Volume
  pod: Live<Pod>
  nodeName: string
  client: Pick<ClusterClient, 'get'>
}

const defaultFileMode = 0o644

/**
 * What a configMap, secret, downwardAPI or projected volume holds at the moment; undefined for other kinds. Throws
 * `MissingSource` while an object that it needs does not exist.
 */
export function volumeFiles(input: VolumeFilesInput): VolumeFiles | undefined {
  const { volume } = input
  const files: VolumeFiles = new Map()
  const { configMap, secret, downwardAPI, projected } = volume
  if (configMap !== undefined) addConfigMap(input, files, configMap, configMap.defaultMode)
  else if (secret !== undefined) {
    const { secretName = '', ...rest } = secret
    addSecret(input, files, { ...rest, name: secretName }, secret.defaultMode)
  } else if (downwardAPI !== undefined) addDownward(input, files, downwardAPI, downwardAPI.defaultMode)
  else if (projected !== undefined) {
    for (const source of projected.sources ?? []) {
      if (source.configMap !== undefined) addConfigMap(input, files, source.configMap, projected.defaultMode)
      else if (source.secret !== undefined) addSecret(input, files, source.secret, projected.defaultMode)
      else if (source.downwardAPI !== undefined) {
        addDownward(input, files, source.downwardAPI, projected.defaultMode)
      } else {
        throw configError(
          `volume "${volume.name}" projects ${Object.keys(source).join(', ')}, which this node does not support`,
        )
      }
    }
  } else return undefined
  return files
}

/** An object that a volume or a variable needs does not exist yet; it may come. */
export class MissingSource extends Error {}

function mountFailed(volume: string, message: string): MissingSource {
  return new MissingSource(`MountVolume.SetUp failed for volume "${volume}" : ${message}`)
}

interface Projection {
  name?: string
  items?: KeyToPath[]
  optional?: boolean
}

function addConfigMap(input: VolumeFilesInput, files: VolumeFiles, projection: Projection, mode?: number) {
  const { name = '', optional } = projection
  const live = input.client.get('configmaps', input.pod.metadata.namespace ?? '', name)
  if (live === undefined && !optional) throw mountFailed(input.volume.name, `configmap "${name}" not found`)
  addKeys(input, files, projection, configMapContent(live), `configmap "${name}"`, mode)
}

function addSecret(input: VolumeFilesInput, files: VolumeFiles, projection: Projection, mode?: number) {
  const { name = '', optional } = projection
  const live = input.client.get('secrets', input.pod.metadata.namespace ?? '', name)
  if (live === undefined && !optional) throw mountFailed(input.volume.name, `secret "${name}" not found`)
  addKeys(input, files, projection, secretContent(live), `secret "${name}"`, mode)
}

function addKeys(
  { volume }: VolumeFilesInput,
  files: VolumeFiles,
  { items, optional }: Projection,
  content: ReadonlyMap<string, Buffer>,
  what: string,
  mode = defaultFileMode,
) {
  const wanted = items ?? [...content.keys()].map((key): KeyToPath => ({ key, path: key }))
  for (const item of wanted) {
    const bytes = content.get(item.key)
    if (bytes === undefined && !optional) {
      throw mountFailed(volume.name, `${what} references non-existent key: ${item.key}`)
    }
    if (bytes !== undefined) files.set(safePath(item.path), { content: bytes, mode: item.mode ?? mode })
  }
}

function addDownward(
  { pod, nodeName }: VolumeFilesInput,
  files: VolumeFiles,
  { items = [] }: NonNullable<Volume['downwardAPI']>,
  defaultMode = defaultFileMode,
) {
  for (const { path, mode, fieldRef, resourceFieldRef } of items) {
    const [container] = pod.spec?.containers ?? []
    let text = ''
    if (fieldRef !== undefined) text = fieldValue(pod, nodeName, fieldRef.fieldPath)
    else if (resourceFieldRef !== undefined && pod.spec !== undefined && container !== undefined) {
      text = resourceValue(pod.spec, container, resourceFieldRef)
    }
    files.set(safePath(path), { content: Buffer.from(text), mode: mode ?? defaultMode })
  }
}

function configMapContent(
  configMap: Pick<ConfigMap, 'data' | 'binaryData'> | undefined,
): Map<string, Buffer> {
  return new Map([
    ...Object.entries(configMap?.data ?? {}).map(([key, text]) => [key, Buffer.from(text)] as const),
    ...secretContent({ data: configMap?.binaryData ?? {} }),
  ])
}

function secretContent(secret: Pick<Secret, 'data'> | undefined): Map<string, Buffer> {
  return new Map(
    Object.entries(secret?.data ?? {}).map(([key, text]) => [key, Buffer.from(text, 'base64')] as const),
  )
}

/** A path below the volume; upstream's validation refuses others, we do so too before we write. */
function safePath(path: string): string {
  const steps = path.split('/')
  if (path.startsWith('/') || path === '' || steps.includes('..') || steps[0]?.startsWith('..')) {
    throw configError(`volume path ${JSON.stringify(path)} must be relative and must not start with '..'`)
  }
  return path
}
