import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { ExecResult } from '@gitops-example/kit/process/exec'
import { processesOf } from '../../e2e/harness/processes.ts'
import type { Subject } from '../subject.ts'
import type { Attack } from './attack.ts'

const pod = 'tormentor'
const livesMs = 3000

/** Programs of a pod whose ConfigMap is mounted in $SETTINGS. */
const programs: Record<string, string> = {
  'eats memory': 'const all = []; for (;;) all.push(Buffer.alloc(8e6, 1))',
  spins: 'for (;;);',
  'floods its log': "setInterval(() => process.stdout.write('x'.repeat(100_000) + '\\n'), 1)",
  'does not end when asked': "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)",
  'leaves a child behind':
    "require('child_process').spawn('sleep', ['600'], { detached: true, stdio: 'ignore' }).unref(); setInterval(() => {}, 1000)",
  'puts pipes in the place of its settings': `
    const { execFileSync } = require('child_process'), fs = require('fs')
    const at = process.env.SETTINGS
    setInterval(() => {
      for (const name of fs.readdirSync(at)) {
        try { fs.rmSync(at + '/' + name, { recursive: true }); execFileSync('mkfifo', [at + '/' + name]) } catch {}
      }
    }, 50)`,
}

/** A pod that does what no good pod does: the apps serve, it goes when it is deleted, and nothing of it stays. */
export const hostilePods: Attack = {
  kind: 'hostile-pods',
  async run(subject, random) {
    const name = random.pick(Object.keys(programs))
    const { platform, checkout } = subject
    const kubectl = async (...args: string[]) => expectDone(await platform.kubectl('-n', 'default', ...args))
    const apply = async (round: number) => {
      const file = join(checkout.dir, '.gitops', 'hostile.json')
      writeFileSync(file, JSON.stringify(await manifests(subject, programs[name] ?? '', round)))
      await kubectl('apply', '-f', file)
    }
    await apply(1)
    await setTimeout(livesMs)
    await apply(2)
    const { status } = await platform.get('webapp')
    if (status !== 200) throw new Error(`The web app answers ${status} beside a pod that ${name}.`)
    await kubectl(
      'delete',
      'pod,configmap',
      '-l',
      `app=${pod}`,
      '--grace-period=1',
      '--wait',
      '--timeout=60s',
    )
    const left = processesOf(checkout.dir).filter(
      ({ command }) => command === 'sleep 600' || command.includes('-e '),
    )
    if (left.length > 0)
      throw new Error(`A pod that ${name} is gone, and its processes are not: ${JSON.stringify(left)}`)
    return `pod that ${name}`
  },
}

/** The pod runs a released image, the only ones that there are. */
async function manifests({ platform }: Subject, program: string, round: number): Promise<object> {
  const image = (await platform.application('webapp'))?.images[0]
  const labels = { app: pod }
  return {
    apiVersion: 'v1',
    kind: 'List',
    items: [
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: pod, labels },
        data: { round: String(round), other: 'a' },
      },
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: pod, labels },
        spec: {
          restartPolicy: 'Never',
          volumes: [{ name: 'settings', configMap: { name: pod } }],
          containers: [
            {
              name: pod,
              image,
              command: ['node', '-e', program],
              env: [{ name: 'SETTINGS', value: '/settings' }],
              volumeMounts: [{ name: 'settings', mountPath: '/settings' }],
              resources: { limits: { memory: '96Mi' } },
            },
          ],
        },
      },
    ],
  }
}

function expectDone({ exitCode, stdout, stderr }: ExecResult): string {
  if (exitCode !== 0) throw new Error(`kubectl failed: ${stderr}`)
  return stdout
}
