import { rm } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import type { Container, Pod } from '#kubernetes/core/v1'
import type { ClusterClient } from '../../client/cluster-client.ts'
import type { Live } from '../../machinery/objects.ts'
import { configError } from '../config-error.ts'
import { containerEnv } from '../env/container-env.ts'
import { expand } from '../env/expand.ts'
import { heapOptions } from '../env/heap-options.ts'
import { makeDirectory, makeFile } from '../files/stranger-files.ts'
import type { Image } from '../images/image-store.ts'
import { containerMark } from '../process/container-mark.ts'
import { makeSharedDirectory } from '../shared-directory.ts'
import { containerMounts, refuseHiddenMounts } from './container-mounts.ts'
import { cleanPath, makeContainerRoot } from './container-root.ts'
import { containerUser, type ProcessUser } from './container-user.ts'
import { PathMapper } from './path-mapper.ts'
import type { MessageFile } from './termination-message.ts'

export interface PrepareContainerInput {
  pod: Live<Pod>
  container: Container
  image: Image
  client: Pick<ClusterClient, 'get'>
  nodeName: string
  /** The container's own directory; its parent is the pod's. */
  directory: string
  volumePath: (name: string) => string
  serviceEnv: Readonly<Record<string, string>>
  hostPorts: ReadonlyMap<number, number>
  runtimePath: string
  defaultUser: ProcessUser | undefined
  ownUid: number
  /** Who a user of the pod is on this machine. */
  hostUser: (user: ProcessUser | undefined) => ProcessUser | undefined
}

/** A container that is ready to be started, and to run commands in. */
export interface PreparedContainer {
  argv: readonly [string, ...string[]]
  cwd: string
  env: Record<string, string>
  user: ProcessUser | undefined
  stopSignal: NodeJS.Signals
  /** The file of `terminationMessagePath`. */
  message: MessageFile
  /** The container's own directory, by which its processes are known. */
  directory: string
  /** Declared ports whose host port no variable or argument names to the process. */
  untoldPorts: number[]
  /** A command's words with paths inside the container in place, for exec probes and `kubectl exec`. */
  command: (words: readonly string[]) => string[]
}

const systemPath = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin']
const defaultMessagePath = '/dev/termination-log'

/** Makes the files of one run of a container and says what to start. Throws a config error for what cannot be done. */
export async function prepareContainer(input: PrepareContainerInput): Promise<PreparedContainer> {
  const { pod, container, image, directory } = input
  const { config } = image
  const user = input.hostUser(
    containerUser({
      spec: pod.spec ?? {},
      container,
      imageUser: config.user,
      defaultUser: input.defaultUser,
      ownUid: input.ownUid,
    }),
  )
  const workingDir = cleanPath(container.workingDir || config.workingDir)
  const messagePath = cleanPath(container.terminationMessagePath ?? defaultMessagePath)
  const root = join(directory, 'root')
  const home = join(directory, 'home')
  const mountPaths = (container.volumeMounts ?? []).map(({ mountPath }) => cleanPath(mountPath))
  const mapper = new PathMapper(root, [...mountPaths, messagePath], workingDir)

  const named = containerEnv({
    ...input,
    imageEnv: config.env,
    mapPath: (value) => mapper.inText(value),
  })
  const env: Record<string, string> = {
    HOME: home,
    HOSTNAME: pod.spec?.hostname ?? pod.metadata.name,
    ...(mountPaths.includes('/tmp') && { TMPDIR: join(root, 'tmp') }),
    ...named,
    ...(named.HOME === config.env.HOME && { HOME: home }),
    PATH: programPath(input, named.PATH),
    [containerMark]: directory,
  }
  const words = commandWords(container, config).map((word) => expand(word, (name) => env[name]))
  for (const word of words) mapper.inText(word)
  const nodeOptions = heapOptions(container, words, env.NODE_OPTIONS)
  if (nodeOptions !== undefined) env.NODE_OPTIONS = nodeOptions

  const mounts = await containerMounts({
    container,
    volumes: pod.spec?.volumes ?? [],
    volumePath: input.volumePath,
    lookup: (name) => env[name],
  })
  refuseHiddenMounts(mounts, workingDir, mapper.found)
  makeSharedDirectory(directory)
  const messageFile = await makeMessageFile(directory, user)
  await makeDirectory(home, 0o700, user)
  const isMessageSeen = mapper.found.has(messagePath) || messagePath.startsWith(`${workingDir}/`)
  const around = mounts.find(({ mountPath }) => messagePath.startsWith(`${mountPath}/`))
  await makeContainerRoot({
    directory: root,
    imageRoot: image.root,
    mounts:
      isMessageSeen && around === undefined
        ? [...mounts, { mountPath: messagePath, source: messageFile }]
        : mounts,
    workingDir,
  })
  const [program, ...args] = words.map((word) => mapper.inWord(word))
  if (program === undefined) throw configError('no command specified')
  return {
    argv: [program, ...args],
    cwd: join(root, workingDir),
    env,
    user,
    stopSignal: stopSignal(config.stopSignal),
    message:
      around === undefined
        ? { file: messageFile, within: directory, owner: user }
        : { file: join(root, messagePath), within: around.source, owner: user },
    untoldPorts: untoldPorts(input, [...Object.values(env), ...words]),
    directory,
    command: (given) => given.map((word) => mapper.inWord(word)),
  }
}

/** A text that has the host port names it; a port that has its own number on this machine needs no name. */
function untoldPorts({ container, hostPorts }: PrepareContainerInput, texts: readonly string[]): number[] {
  return (container.ports ?? []).flatMap(({ containerPort }) => {
    const hostPort = hostPorts.get(containerPort) ?? containerPort
    const isTold = hostPort === containerPort || texts.some((text) => text.includes(String(hostPort)))
    return isTold ? [] : [containerPort]
  })
}

/** A spec's command replaces the image's entrypoint and its default arguments (Kubernetes: command and arguments). */
function commandWords({ command, args }: Container, config: Image['config']): string[] {
  if (command?.length) return [...command, ...(args ?? [])]
  return [...config.entrypoint, ...(args?.length ? args : config.cmd)]
}

/** Programs are found in the node's runtime, in the image, then on this machine. */
function programPath({ runtimePath, image }: PrepareContainerInput, path: string | undefined): string {
  const own = path === image.config.env.PATH
  const directories = (path ?? '').split(delimiter).filter(Boolean)
  const inImage = own ? directories.map((directory) => join(image.root, directory)) : directories
  return [...new Set([runtimePath, ...inImage, ...systemPath])].join(delimiter)
}

function stopSignal(name: string): NodeJS.Signals {
  const known: Record<string, NodeJS.Signals> = {
    SIGINT: 'SIGINT',
    SIGQUIT: 'SIGQUIT',
    SIGHUP: 'SIGHUP',
    SIGUSR1: 'SIGUSR1',
    SIGUSR2: 'SIGUSR2',
    SIGKILL: 'SIGKILL',
    SIGWINCH: 'SIGWINCH',
    1: 'SIGHUP',
    2: 'SIGINT',
    3: 'SIGQUIT',
    9: 'SIGKILL',
    10: 'SIGUSR1',
    12: 'SIGUSR2',
    28: 'SIGWINCH',
  }
  return known[name] ?? known[`SIG${name}`] ?? 'SIGTERM'
}

async function makeMessageFile(directory: string, user: ProcessUser | undefined): Promise<string> {
  const file = join(directory, 'termination-log')
  await rm(file, { force: true })
  await makeFile(file, '', 0o600, user)
  return file
}
