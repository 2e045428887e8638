import type { ControllerRevision, StatefulSet } from '#kubernetes/apps/v1'
import type { PodTemplateSpec } from '#kubernetes/core/v1'
import type { ClusterClient } from '../../client/cluster-client.ts'
import { asObject } from '../../machinery/json/json.ts'
import type { Live } from '../../machinery/objects.ts'
import { controllerOf, controllerReference } from '../metadata/owner.ts'
import { templateHash } from '../metadata/template-hash.ts'

type Revision = Live<ControllerRevision>

/** As on upstream's ControllerRevisions. */
const hashLabel = 'controller.kubernetes.io/hash'

/** The templates that a StatefulSet has had, as ControllerRevisions, which `kubectl rollout history` and `undo` read. */
export interface Revisions {
  /** Name of the revision of the present template. */
  update: string
  /** The template of a revision that is still kept. */
  template(name: string): PodTemplateSpec | undefined
}

/**
 * Finds the revision of the set's template or writes it; one that an earlier change left gets the newest number, as
 * after an undo.
 */
export function ensureRevisions(client: ClusterClient, set: Live<StatefulSet>): Revisions {
  const kept = revisionsOf(client, set)
  const name = `${set.metadata.name}-${templateHash(set.spec?.template)}`
  const newest = kept.reduce((highest, { revision }) => Math.max(highest, revision), 0)
  const existing = kept.find(({ metadata }) => metadata.name === name)
  if (existing === undefined) {
    client.create('controllerrevisions', revisionOf(set, name, newest + 1))
  } else if (existing.revision < newest) {
    client.update('controllerrevisions', { ...existing, revision: newest + 1 })
  }
  const templates = new Map(kept.map((revision) => [revision.metadata.name, templateIn(revision)]))
  templates.set(name, set.spec?.template ?? {})
  return { update: name, template: (revision) => templates.get(revision) }
}

/** Deletes the oldest revisions beyond `revisionHistoryLimit` that no pod and no status names. */
export function trimRevisions(
  client: ClusterClient,
  set: Live<StatefulSet>,
  inUse: ReadonlySet<string>,
): void {
  const idle = revisionsOf(client, set).filter(({ metadata }) => !inUse.has(metadata.name))
  const excess = idle.length - (set.spec?.revisionHistoryLimit ?? 10)
  for (const { metadata } of idle.sort((a, b) => a.revision - b.revision).slice(0, Math.max(0, excess))) {
    client.delete('controllerrevisions', metadata.namespace ?? '', metadata.name, { uid: metadata.uid })
  }
}

function revisionsOf(client: ClusterClient, { metadata }: Live<StatefulSet>): Revision[] {
  return client
    .list('controllerrevisions', { namespace: metadata.namespace ?? '' })
    .filter((revision) => controllerOf(revision.metadata)?.uid === metadata.uid)
}

function revisionOf(set: Live<StatefulSet>, name: string, revision: number): ControllerRevision {
  const { namespace = '', annotations } = set.metadata
  const hash = name.slice(set.metadata.name.length + 1)
  return {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      name,
      namespace,
      labels: { ...set.spec?.selector.matchLabels, [hashLabel]: hash },
      ...(annotations === undefined ? {} : { annotations }),
      ownerReferences: [controllerReference(set)],
    },
    // A strategic merge patch: that is how an undo puts it back.
    data: { spec: { template: { ...set.spec?.template, $patch: 'replace' } } },
    revision,
  }
}

function templateIn({ data }: Revision): PodTemplateSpec {
  const { $patch: _directive, ...template } = asObject(asObject(asObject(data).spec).template)
  return template
}
