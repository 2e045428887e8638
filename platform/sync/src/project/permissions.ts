import type { Application } from '@gitops-example/applications/parse/application'
import { matchesGlob } from '@gitops-example/kit/glob'
import { type ObjectRef, refText } from '@gitops-example/kube-client/kube-object'
import type { GroupKind, Project } from './project.ts'

const localServer = 'https://kubernetes.default.svc'
const localCluster = 'in-cluster'

/** Pure: why the Application as a whole is not allowed in its project; empty when it is. */
export function applicationViolations(project: Project, application: Application): string[] {
  const repositories = application.sources
    .filter(({ repoURL }) => !isAllowed(project.sourceRepos, (pattern) => matches(repoURL, pattern, '/')))
    .map(({ repoURL }) => `application repo ${repoURL} is not permitted in project '${project.name}'`)
  const namespace = application.destinationNamespace
  const destination = allowsNamespace(project, namespace)
    ? []
    : [
        `application destination server '${localServer}' and namespace '${namespace}' do not match any of the allowed destinations in project '${project.name}'`,
      ]
  return [...repositories, ...destination]
}

/** Pure: why the project does not allow this resource; undefined when it does. */
export function resourceViolation(project: Project, ref: ObjectRef): string | undefined {
  const isAllowedHere =
    allowsKind(project, ref) && (ref.namespace === '' || allowsNamespace(project, ref.namespace))
  if (isAllowedHere) return undefined
  return `resource ${ref.group}:${ref.kind} is not permitted in project ${project.name} (${refText(ref)})`
}

function allowsKind(project: Project, ref: ObjectRef): boolean {
  const fits = ({ group, kind }: GroupKind) => matches(ref.group, group) && matches(ref.kind, kind)
  if (ref.namespace === '') return project.clusterAllowed.some(fits) && !project.clusterDenied.some(fits)
  const { namespacedAllowed: allowed, namespacedDenied: denied } = project
  return (allowed === undefined || allowed.some(fits)) && !denied.some(fits)
}

function allowsNamespace({ destinations }: Project, namespace: string): boolean {
  const here = destinations.filter(
    ({ server, cluster }) =>
      (server !== undefined && matches(localServer, server)) ||
      (cluster !== undefined && matches(localCluster, cluster)),
  )
  return isAllowed(
    here.map((one) => one.namespace),
    (pattern) => matches(namespace, pattern),
  )
}

/** A pattern with `!` before it forbids, whatever others allow. */
function isAllowed(patterns: readonly string[], fits: (pattern: string) => boolean): boolean {
  const denied = patterns.some((pattern) => pattern.startsWith('!') && fits(pattern.slice(1)))
  return !denied && patterns.some((pattern) => !pattern.startsWith('!') && fits(pattern))
}

/** As Argo CD does: only in the address of a repository, a star stops at the separator. */
function matches(text: string, pattern: string, separator?: string): boolean {
  return pattern === '*' || pattern === text || matchesGlob(text, pattern, separator)
}
