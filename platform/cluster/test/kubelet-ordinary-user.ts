/** Run by `kubelet-ordinary-user.test.ts` as a user without rights: prints what a pod of that user says and how it ends. */

import { makeToolsImage, shell } from '../src/kubelet/testing/tools-image.ts'
import { hasEnded, isReady, processesWith, startTestNode } from '../src/testing/test-node.ts'

await using node = await startTestNode()
await makeToolsImage(node, { 'app/': '' }, { User: '10001' })
node.client.create('secrets', {
  metadata: { name: 'keys', namespace: 'dev' },
  data: { token: Buffer.from('s3cret').toString('base64') },
})
node.run(
  'once',
  {
    ...shell(
      'id -u; cat /keys/token; echo; stat -L -c %a /keys/token; touch /cache/x $HOME/y && echo written',
    ),
    volumeMounts: [
      { name: 'keys', mountPath: '/keys' },
      { name: 'cache', mountPath: '/cache' },
    ],
  },
  {
    restartPolicy: 'Never',
    securityContext: { runAsUser: 10_001, runAsNonRoot: true, fsGroup: 10_001 },
    volumes: [
      { name: 'keys', secret: { secretName: 'keys' } },
      { name: 'cache', emptyDir: {} },
    ],
  },
)
const nap = `sleep ${process.pid}7601`
node.run('server', shell(nap))
const once = await node.until('once', hasEnded)
await node.until('server', isReady)
node.client.delete('pods', 'dev', 'server')
await node.until('server', (gone) => gone === undefined)
const report = {
  phase: once?.status?.phase,
  output: await node.logs('once'),
  log: node.lines,
  left: processesWith(nap),
}
process.stdout.write(JSON.stringify(report))
