import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Kubectl, webManifest } from '../src/testing/kubectl.ts'
import { findProgram, kubectlReleases, lacks } from '../src/testing/programs.ts'
import { RunningCluster } from '../src/testing/running-cluster.ts'

const releases = ['kubectl', ...kubectlReleases()]

describe.skipIf(lacks('kubectl'))('kubectl on running pods', () => {
  let cluster: RunningCluster
  let kubectl: Kubectl
  beforeAll(async () => {
    cluster = await RunningCluster.start()
    kubectl = await Kubectl.in(cluster, 'pods')
    await kubectl.ok('apply -f -', webManifest({ replicas: 2 }))
    await kubectl.ok('rollout status deploy/web --timeout=120s')
  })
  afterAll(() => cluster[Symbol.asyncDispose]())

  const firstPod = async () =>
    (await kubectl.ok('get pods -l app=web -o jsonpath={.items[0].metadata.name}')).trim()

  it('shows pods, with their node and address on request', async () => {
    expect(await kubectl.ok('get pods')).toMatch(
      /NAME +READY +STATUS +RESTARTS +AGE\nweb-\S+ +1\/1 +Running +0 +\d+s/,
    )
    expect(await kubectl.ok('get pods -o wide')).toMatch(/127\.0\.0\.1 +local/)
    expect(await kubectl.ok('describe pod -l app=web')).toContain('Successfully assigned pods/web-')
    expect(await kubectl.ok('get all')).toContain('replicaset.apps/web-')
    expect(await kubectl.ok('get endpointslices')).toMatch(/web-\S+ +IPv4/)
    expect(await kubectl.ok('get events --field-selector reason=Scheduled')).toContain(
      'Successfully assigned',
    )
    expect(await kubectl.ok('events --for deploy/web')).toContain('ScalingReplicaSet')
    expect(await kubectl.ok('get nodes')).toMatch(/local +Ready/)
    const node = await kubectl.ok('describe node local')
    expect(node).toContain('Non-terminated Pods')
    expect(node).toMatch(/Lease:\n +HolderIdentity: +local\n/)
  })

  it('reads logs: of one pod, by selector, the last lines, since a while, of another run', async () => {
    const pod = await firstPod()
    expect(await kubectl.ok(`logs ${pod}`)).toMatch(/^listening\nGET \/\n/)
    expect(await kubectl.ok('logs -l app=web --tail=1 --prefix')).toMatch(/^\[pod\/web-\S+\/web\] /m)
    expect(await kubectl.ok(`logs ${pod} --tail=1`)).toBe('GET /\n')
    expect(await kubectl.ok(`logs ${pod} --since=1h --timestamps --limit-bytes=60`)).toMatch(
      /^\d{4}-\d\d-\d\dT/,
    )
    expect(await kubectl.fails(`logs ${pod} --previous`)).toContain(
      `previous terminated container "web" in pod "${pod}" not found`,
    )
    await kubectl.ok('run unpulled --image=demo/web:absent')
    await kubectl.ok(
      'wait pod/unpulled --for=jsonpath={.status.containerStatuses[0].state.waiting.reason}=ImagePullBackOff --timeout=120s',
    )
    expect(await kubectl.fails('logs unpulled')).toContain(
      'container "unpulled" in pod "unpulled" is waiting to start: trying and failing to pull image',
    )
    await kubectl.ok('delete pod unpulled')
    expect(await kubectl.fails(`logs ${pod} -c nobody`)).toContain(
      `container nobody is not valid for pod ${pod}`,
    )
  })

  it('follows a log until the pod ends', async () => {
    await kubectl.args([
      'run',
      'counter',
      '--image=demo/web:v1',
      '--restart=Never',
      '--command',
      '--',
      'sh',
      '-c',
      'echo one; sleep 0.3; echo two',
    ])
    await kubectl.ok('wait pod/counter --for=jsonpath={.status.phase}=Succeeded --timeout=120s')
    expect(await kubectl.ok('logs -f counter')).toBe('one\ntwo\n')
    await kubectl.ok('delete pod counter')
  })

  it.each(releases)(
    '%s runs a command in a container and passes its input, output and exit code',
    async (release) => {
      const pod = await firstPod()
      const own = await Kubectl.in(cluster, 'pods', release)
      const failing = await own.try(['exec', pod, '--', 'sh', '-c', 'echo out; echo err >&2; exit 3'])
      expect(failing).toMatchObject({ exitCode: 3, stdout: 'out\n' })
      expect(failing.stderr).toMatch(/^err\ncommand terminated with exit code 3/)
      expect(await own.args(['exec', '-i', pod, '--', 'cat'], 'through the cluster\n')).toBe(
        'through the cluster\n',
      )
      const missing = await own.try(['exec', 'nobody', '--', 'true'])
      expect(missing.stderr).toContain('pods "nobody" not found')
    },
  )

  it.each(releases)('%s forwards a port, for several requests at once', async (release) => {
    const program = findProgram(release) ?? release
    const args = ['-n', 'pods', 'port-forward', 'deploy/web', ':8080', '--address=127.0.0.1']
    const child = spawn(program, args, { env: cluster.env(), stdio: ['ignore', 'pipe', 'inherit'] })
    try {
      const [line] = (await once(child.stdout, 'data')) as [Buffer]
      const port = /127\.0\.0\.1:(\d+)/.exec(line.toString())?.[1]
      const answers = await Promise.all(
        [1, 2, 3, 4, 5].map((number) =>
          fetch(`http://127.0.0.1:${port}/${number}`).then((answer) => answer.text()),
        ),
      )
      expect(answers).toEqual(Array(5).fill(expect.stringMatching(/^hello from web-/)))
    } finally {
      child.kill()
      await once(child, 'exit')
    }
  })

  it('runs a pod that reads what is piped to kubectl, and shows all that it says', async () => {
    const script = 'echo ready; while read line; do echo "got $line"; done; echo end'
    const args = ['run', 'reader', '-i', '--rm', '--quiet', '--restart=Never', '--image=demo/web:v1']
    const output = await kubectl.args([...args, '--command', '--', 'sh', '-c', script], 'one\ntwo\n')
    expect(output).toMatch(/^ready\ngot one\ngot two\nend\n/)
    expect(await kubectl.fails('get pod reader')).toContain('not found')
  })

  it('attaches several clients, one after the other, to a process that reads on', async () => {
    const overrides = JSON.stringify({
      spec: { containers: [{ name: 'echo', image: 'demo/web:v1', command: ['cat'], stdin: true }] },
    })
    await kubectl.args(['run', 'echo', '--image=demo/web:v1', `--overrides=${overrides}`])
    await kubectl.ok('wait pod/echo --for=condition=Ready --timeout=120s')
    for (const text of ['first', 'second']) {
      const child = spawn('kubectl', ['-n', 'pods', 'attach', '-i', '--quiet', 'echo'], {
        env: cluster.env(),
      })
      child.stdin.write(`${text}\n`)
      const [line] = (await once(child.stdout, 'data')) as [Buffer]
      expect(String(line)).toBe(`${text}\n`)
      child.kill()
      await once(child, 'exit')
    }
    expect(await kubectl.ok('logs echo')).toBe('first\nsecond\n')
    expect(await kubectl.fails(`attach -i ${await firstPod()}`)).toContain(
      'container web has no standard input: its spec needs stdin: true',
    )
    await kubectl.ok('delete pod echo --grace-period=1')
  })

  it('ends a port-forward whose pod is gone, instead of leaving its clients waiting', async () => {
    await kubectl.args(['run', 'gone', '--image=demo/web:v1', '--port=8080', '--env=PORT=8080'])
    await kubectl.ok('wait pod/gone --for=condition=Ready --timeout=120s')
    const args = ['-n', 'pods', 'port-forward', 'pod/gone', ':8080', '--address=127.0.0.1']
    const child = spawn('kubectl', args, { env: cluster.env(), stdio: ['ignore', 'pipe', 'pipe'] })
    try {
      let said = ''
      child.stderr.on('data', (chunk) => {
        said += chunk
      })
      const [line] = (await once(child.stdout, 'data')) as [Buffer]
      const port = Number(/127\.0\.0\.1:(\d+)/.exec(line.toString())?.[1])
      await kubectl.ok('delete pod gone')
      const client = connect(port, '127.0.0.1').on('error', () => {})
      await Promise.all([once(client, 'close'), once(child, 'exit')])
      expect(said).toContain('error forwarding port 8080 to pod gone: the pod is gone')
      expect(said).toContain('lost connection to pod')
    } finally {
      child.kill()
    }
  })

  it('measures pods and the node', async () => {
    expect(await kubectl.ok('top pods')).toMatch(
      /NAME +CPU\(cores\) +MEMORY\(bytes\) +\nweb-\S+ +\d+m +\d+Mi/,
    )
    expect(await kubectl.ok('top nodes')).toMatch(/local +\d+m/)
  })

  it('drains the node by evicting, as far as a budget allows, and lets pods return', async () => {
    await kubectl.ok('create poddisruptionbudget web --selector=app=web --min-available=2')
    await kubectl.ok('wait pdb/web --for=jsonpath={.status.currentHealthy}=2 --timeout=120s')
    const refused = await kubectl.try(['drain', 'local', '--force', '--ignore-daemonsets', '--timeout=2s'])
    expect(refused.exitCode).toBe(1)
    expect(refused.stderr).toContain("violate the pod's disruption budget")
    await kubectl.ok('delete pdb web')
    const drained = await kubectl.ok('drain local --force --timeout=120s')
    expect(drained).toContain('node/local drained')
    expect(await kubectl.ok('get nodes')).toContain('Ready,SchedulingDisabled')
    expect(await kubectl.ok('get pods -o jsonpath={.items[*].status.phase}')).toBe('Pending Pending')
    await kubectl.ok('uncordon local')
    await kubectl.ok('rollout status deploy/web --timeout=120s')
  })
})
