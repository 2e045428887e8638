import { type ChildProcess, spawn } from 'node:child_process'
import { once as onceEmitted } from 'node:events'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { endLeftovers } from '../src/kubelet/end-leftovers.ts'
import { makeToolsImage, once, shell } from '../src/kubelet/testing/tools-image.ts'
import { claimedIdRange, claimIdRange } from '../src/kubelet/users/id-range.ts'
import { hasEnded, isReady, processesWith, startTestNode, type TestNode } from '../src/testing/test-node.ts'

/** Only root gives pods users of their own, and only Linux has /proc. */
const isRoot = process.platform === 'linux' && process.getuid?.() === 0

let node: TestNode
beforeAll(async () => {
  node = await startTestNode()
  await makeToolsImage(node, { 'app/': '' }, { User: '10001' })
})
afterAll(() => node[Symbol.asyncDispose]())

describe.skipIf(!isRoot)('a pod of the same user, as root', () => {
  const asApp = { securityContext: { runAsUser: 10_001, runAsGroup: 10_001 } }

  it('reads nothing of another pod, of another platform, and of the platform itself', async () => {
    await using other = await startTestNode()
    await makeToolsImage(other)
    const nap = `sleep ${process.pid}641`
    const victim = {
      ...shell(`echo kept > /data/file; exec ${nap}`),
      env: [{ name: 'PGPASSWORD', value: 'hidden' }],
      volumeMounts: [{ name: 'v', mountPath: '/data' }],
    }
    const volumes = [{ name: 'v', emptyDir: {} }]
    const victims = await Promise.all(
      [node, other].map(async (of) => {
        of.run('victim', victim, { ...asApp, volumes })
        const pod = await of.until('victim', isReady)
        return join(of.directory, 'pods', pod?.metadata.uid ?? '', 'volumes', 'v')
      }),
    )
    await expect.poll(() => processesWith(nap).length).toBe(2)
    const pids = [...processesWith(nap).map((line) => line.trim().split(' ')[0]), process.pid]
    const script = `for pid in ${pids.join(' ')}; do
      for file in environ mem maps; do head -c 1 /proc/$pid/$file && echo "read $file of $pid"; done
      ls /proc/$pid/fd && echo "listed $pid"
      kill -0 $pid && echo "may signal $pid"
    done 2> $HOME/errors
    for directory in ${victims.join(' ')}; do
      { cat $directory/file || touch $directory/new; } && echo "reached $directory"
    done 2> $HOME/errors
    echo done`
    node.run('spy', shell(script), { ...once, ...asApp })
    await node.until('spy', hasEnded)
    expect(await node.logs('spy')).toBe('done\n')
  })

  it('cannot lead what the platform writes elsewhere', async () => {
    const configMap = node.client.create('configmaps', {
      metadata: { name: 'live', namespace: 'dev' },
      data: { 'sub.txt': 'one' },
    })
    const items = [{ key: 'sub.txt', path: 'deep/file' }]
    const script = `for directory in /live /live/..data /live/..data/deep; do
      mkfifo $directory/pipe && echo "pipe in $directory"
      ln -s /etc/passwd $directory/link && echo "link in $directory"
    done 2> $HOME/errors
    rm -f /live/..data/deep/file 2> $HOME/errors && echo "removed"
    while [ "$(cat /live/deep/file)" = one ]; do sleep 0.02; done
    echo $(cat /live/deep/file); sleep 60`
    node.run(
      'planter',
      { ...shell(script), volumeMounts: [{ name: 'v', mountPath: '/live' }] },
      { ...asApp, volumes: [{ name: 'v', configMap: { name: 'live', items } }] },
    )
    await node.until('planter', isReady)
    node.client.update('configmaps', { ...configMap, data: { 'sub.txt': 'two' } })
    await expect.poll(() => node.logs('planter')).toBe('two\n')
  })

  it('cannot have its termination message read from a file that is not its own', async () => {
    node.run(
      'liar',
      {
        ...shell('ln /etc/hostname /data/message 2> $HOME/errors || ln -s /etc/hostname /data/message'),
        terminationMessagePath: '/data/message',
        volumeMounts: [{ name: 'v', mountPath: '/data' }],
      },
      { ...once, ...asApp, volumes: [{ name: 'v', emptyDir: {} }] },
    )
    const pod = await node.until('liar', hasEnded)
    expect(pod?.status?.containerStatuses?.[0]?.state?.terminated?.message).toBeUndefined()
  })

  it('leaves no process behind, also one that left its group and its environment', async () => {
    const nap = `sleep ${process.pid}642`
    node.run('leaver', shell(`setsid env -i /bin/sh -c '${nap} & ${nap}' & sleep 60`), asApp)
    await node.until('leaver', isReady)
    await expect.poll(() => processesWith(nap).length).toBeGreaterThanOrEqual(2)
    node.client.delete('pods', 'dev', 'leaver', { gracePeriodSeconds: 0 })
    await node.until('leaver', (gone) => gone === undefined)
    await expect.poll(() => processesWith(nap)).toEqual([])
  })

  it('shares its volumes among containers of several users', async () => {
    const mount = { volumeMounts: [{ name: 'v', mountPath: '/shared' }] }
    node.run(
      'several',
      {},
      {
        ...once,
        initContainers: [
          {
            name: 'first',
            ...shell('umask 0; echo hello > /shared/x'),
            ...mount,
            securityContext: { runAsUser: 7 },
          },
        ],
        containers: [
          {
            name: 'main',
            ...shell('cat /shared/x; touch /shared/y'),
            ...mount,
            securityContext: { runAsUser: 8 },
          },
        ],
        volumes: [{ name: 'v', emptyDir: {} }],
      },
    )
    const pod = await node.until('several', hasEnded)
    expect(await node.logs('several')).toBe('hello\n')
    expect(pod?.status?.phase).toBe('Succeeded')
  })

  it('has a directory that no other pod may enter', async () => {
    node.run('closed', shell('sleep 60'), asApp)
    const pod = await node.until('closed', isReady)
    expect(statSync(join(node.directory, 'pods', pod?.metadata.uid ?? '')).mode & 0o007).toBe(0)
  })
})

describe.skipIf(process.platform !== 'linux')('what pods of a killed platform have left', () => {
  const sleeper = (env: Record<string, string>, ids = {}): ChildProcess =>
    spawn('/bin/sleep', ['643'], { detached: true, stdio: 'ignore', env, ...ids })
  const end = async (child: ChildProcess) => {
    await onceEmitted(child, 'exit')
    return child.signalCode
  }

  it('is ended by the mark that it inherited, and nothing else is', async () => {
    const podsDir = join(node.directory, 'killed')
    const left = sleeper({ GITOPS_CONTAINER: join(podsDir, 'uid', 'containers', 'main') })
    const others = sleeper({ GITOPS_CONTAINER: `${podsDir}-of-another/uid` })
    await Promise.all([left, others].map((child) => onceEmitted(child, 'spawn')))
    expect(endLeftovers(podsDir)).toBe(1)
    expect(await end(left)).toBe('SIGKILL')
    expect(others.exitCode).toBeNull()
    others.kill()
    expect(await end(others)).toBe('SIGTERM')
  })

  it.skipIf(!isRoot)('is ended by its user when it hides where it comes from', async () => {
    const podsDir = join(node.directory, 'hidden')
    const range = claimIdRange(podsDir, { isInUse: () => false })
    const left = sleeper({}, { uid: range.first + 5, gid: range.first + 5 })
    await onceEmitted(left, 'spawn')
    expect(endLeftovers(podsDir)).toBe(1)
    expect(await end(left)).toBe('SIGKILL')
    expect(claimedIdRange(podsDir), 'is free for others').toBeUndefined()
  })
})
