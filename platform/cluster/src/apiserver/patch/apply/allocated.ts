import type { Resource } from '../../../machinery/resource.ts'
import { difference, type FieldSet } from './field-set.ts'
import { fromFieldsV1 } from './fields-v1.ts'

/** What the server allocates when an object is made: no client's, even where it comes with the client's write. */
const allocated: { [kind: string]: FieldSet } = {
  Service: fromFieldsV1({
    'f:spec': { 'f:clusterIP': {}, 'f:clusterIPs': {}, 'f:ipFamilies': {}, 'f:ipFamilyPolicy': {} },
  }),
  Namespace: fromFieldsV1({ 'f:spec': { '.': {}, 'f:finalizers': { '.': {}, 'v:"kubernetes"': {} } } }),
  Job: fromFieldsV1({
    'f:spec': {
      'f:selector': {},
      'f:template': {
        'f:metadata': {
          'f:labels': {
            '.': {},
            'f:batch.kubernetes.io/controller-uid': {},
            'f:batch.kubernetes.io/job-name': {},
            'f:controller-uid': {},
            'f:job-name': {},
          },
        },
      },
    },
  }),
}

export function withoutAllocated({ group, kind }: Resource, set: FieldSet): FieldSet {
  const fields = group === '' || group === 'batch' ? allocated[kind] : undefined
  return fields === undefined ? set : difference(set, fields)
}
