import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Kubectl, webManifest } from '../src/testing/kubectl.ts'
import { kubectlReleases, lacks } from '../src/testing/programs.ts'
import { RunningCluster } from '../src/testing/running-cluster.ts'

describe.skipIf(lacks('kubectl'))('kubectl on workloads', () => {
  let cluster: RunningCluster
  beforeAll(async () => {
    cluster = await RunningCluster.start()
  })
  afterAll(() => cluster[Symbol.asyncDispose]())

  it('rolls out, shows the history, undoes, pauses, resumes and restarts', async () => {
    const kubectl = await Kubectl.in(cluster, 'rollout')
    const image = () => kubectl.ok('get pods -l app=web -o jsonpath={.items[*].spec.containers[0].image}')
    await kubectl.ok('apply -f -', webManifest())
    expect(await kubectl.ok('rollout status deploy/web --timeout=120s')).toContain('successfully rolled out')
    await kubectl.ok('set image deploy/web web=demo/web:v2')
    await kubectl.ok('rollout status deploy/web --timeout=120s')
    await kubectl.ok('wait pod --for=delete -l pod-template-hash=gone --timeout=5s')
    expect(await image()).toContain('demo/web:v2')
    expect(await kubectl.ok('rollout history deploy/web')).toMatch(/REVISION +CHANGE-CAUSE\n1 .*\n2 /)
    expect(await kubectl.ok('rollout history deploy/web --revision=1')).toContain('demo/web:v1')
    expect(await kubectl.ok('rollout undo deploy/web')).toContain('rolled back')
    await kubectl.ok('rollout status deploy/web --timeout=120s')
    expect(await kubectl.ok('get deploy web -o jsonpath={.spec.template.spec.containers[0].image}')).toBe(
      'demo/web:v1',
    )
    await kubectl.ok('rollout pause deploy/web')
    await kubectl.ok('set env deploy/web GREETING=later')
    expect(await kubectl.ok('get deploy web -o jsonpath={.status.updatedReplicas}')).toMatch(/^0?$/)
    await kubectl.ok('rollout resume deploy/web')
    await kubectl.ok('rollout status deploy/web --timeout=120s')
    await kubectl.ok('rollout restart deploy/web')
    await kubectl.ok('rollout status deploy/web --timeout=120s')
    expect(await kubectl.ok('get rs -l app=web -o name')).toMatch(/^(replicaset\S+\n){4}$/)
  })

  it('scales by hand and by an autoscaler', async () => {
    const kubectl = await Kubectl.in(cluster, 'scale')
    await kubectl.ok('apply -f -', webManifest())
    await kubectl.ok('scale deploy/web --replicas=2 --current-replicas=1')
    await kubectl.ok('wait deploy/web --for=jsonpath={.status.readyReplicas}=2 --timeout=120s')
    expect(await kubectl.fails('scale deploy/web --replicas=3 --current-replicas=9')).toContain(
      'Expected replicas to be 9, was 2',
    )
    await kubectl.ok('autoscale deploy/web --min=1 --max=3 --cpu-percent=80')
    expect(await kubectl.ok('get hpa')).toMatch(/web +Deployment\/web +cpu: \S+\/80% +1 +3/)
    expect(await kubectl.ok('describe hpa web')).toContain('resource cpu on pods')
    expect(
      await kubectl.ok(
        'get horizontalpodautoscalers.v1.autoscaling web -o jsonpath={.spec.targetCPUUtilizationPercentage}',
      ),
    ).toBe('80')
  })

  it('runs a job and a cron job', async () => {
    const kubectl = await Kubectl.in(cluster, 'jobs')
    await kubectl.args(['create', 'job', 'once', '--image=demo/web:v1', '--', 'sh', '-c', 'echo done'])
    await kubectl.ok('wait job/once --for=condition=Complete --timeout=120s')
    expect(await kubectl.ok('logs job/once')).toBe('done\n')
    expect(await kubectl.ok('get jobs')).toMatch(/once +Complete +1\/1/)
    await kubectl.args([
      'create',
      'cronjob',
      'hourly',
      '--image=demo/web:v1',
      '--schedule=0 * * * *',
      '--',
      'sh',
      '-c',
      'echo tick',
    ])
    await kubectl.ok('create job now --from=cronjob/hourly')
    await kubectl.ok('wait job/now --for=condition=Complete --timeout=120s')
    expect(await kubectl.ok('get cronjobs')).toMatch(/hourly +0 \* \* \* \* +<none> +False/)
    const deleted = await kubectl.try(['delete', 'job', 'once', 'now'])
    expect(deleted.exitCode).toBe(0)
    await kubectl.ok('wait pod --for=delete -l job-name=once --timeout=120s')
  })

  it('describes itself: versions, resources, who may what', async () => {
    const kubectl = await Kubectl.in(cluster, 'about')
    expect(await kubectl.ok('version')).toMatch(/Server Version: v1\.\d+/)
    expect(await kubectl.ok('cluster-info')).toContain(cluster.cluster.apiUrl)
    expect(await kubectl.ok('api-versions')).toMatch(/^apps\/v1$/m)
    expect(await kubectl.ok('api-resources --namespaced=true --verbs=list -o name')).toMatch(
      /^deployments\.apps$/m,
    )
    expect(await kubectl.ok('explain deployment.spec.strategy.rollingUpdate')).toContain('maxSurge')
    expect(await kubectl.ok('explain pods --recursive')).toContain('terminationGracePeriodSeconds')
    expect(await kubectl.ok('auth can-i create deployments')).toBe('yes\n')
    expect(await kubectl.ok('auth can-i --list')).toContain('*.*')
    expect(await kubectl.ok('auth whoami')).toContain('gitops-local')
    await kubectl.ok('create serviceaccount robot')
    const token = (await kubectl.ok('create token robot --duration=1h')).trim()
    expect(await kubectl.ok(`--token=${token} auth whoami`)).toContain('system:serviceaccount:about:robot')
    expect(await kubectl.fails('create token robot --duration=1m')).toContain(
      'spec.expirationSeconds: Invalid value: 60: may not specify a duration less than 10 minutes',
    )
    await kubectl.ok('delete serviceaccount robot')
    expect((await kubectl.try([`--token=${token}`, 'get', 'pods'])).stderr).toContain('Unauthorized')
    expect(await kubectl.ok('get --raw /readyz?verbose')).toContain('check passed')
  })

  it.each(kubectlReleases())('%s creates, applies, reads, explains and deletes', async (release) => {
    const kubectl = await Kubectl.in(cluster, release.replaceAll('.', '-'), release)
    await kubectl.ok('create configmap settings --from-literal=color=blue')
    await kubectl.ok('create secret generic hidden --from-literal=key=value')
    expect(await kubectl.ok('get secret hidden -o jsonpath={.data.key}')).toBe('dmFsdWU=')
    await kubectl.ok('create deployment made --image=demo/web:v1 --replicas=0 --port=8080')
    await kubectl.ok('create service clusterip made --tcp=80:8080')
    await kubectl.ok('create ingress made --class=nginx --rule=a.localhost/*=made:80')
    await kubectl.ok('apply -f -', webManifest({ replicas: 0 }))
    expect(await kubectl.ok('apply -f -', webManifest({ replicas: 0 }))).toContain('unchanged')
    await kubectl.ok('apply --server-side --force-conflicts -f -', webManifest({ replicas: 0, tag: 'v2' }))
    expect(await kubectl.ok('get deploy web -o jsonpath={.spec.template.spec.containers[0].image}')).toBe(
      'demo/web:v2',
    )
    expect(await kubectl.ok('get all')).toContain('deployment.apps/web')
    expect(await kubectl.ok('explain ingress.spec.rules')).toContain('host')
    const misspelt = '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"},"dat":{}}'
    expect(await kubectl.fails('apply -f -', misspelt)).toContain('unknown field "dat"')
    await kubectl.ok('delete deploy,svc,cm,secret --all')
  })
})
