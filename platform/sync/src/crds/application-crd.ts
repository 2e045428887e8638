const text = { type: 'string' }
const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }
const openList = { type: 'array', items: open }

/**
 * The definition of `applications.argoproj.io` for clusters without Argo CD. The spec lets unknown fields pass, so that
 * sync can refuse them by name on the Application; `status` is an ordinary field, as in Argo CD's own definition.
 */
export const applicationCrd = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: {
    name: 'applications.argoproj.io',
    labels: { 'app.kubernetes.io/name': 'applications.argoproj.io', 'app.kubernetes.io/part-of': 'argocd' },
  },
  spec: {
    group: 'argoproj.io',
    scope: 'Namespaced',
    names: {
      kind: 'Application',
      listKind: 'ApplicationList',
      plural: 'applications',
      singular: 'application',
      shortNames: ['app', 'apps'],
    },
    versions: [
      {
        name: 'v1alpha1',
        served: true,
        storage: true,
        subresources: {},
        additionalPrinterColumns: [
          { name: 'Sync Status', type: 'string', jsonPath: '.status.sync.status' },
          { name: 'Health Status', type: 'string', jsonPath: '.status.health.status' },
          { name: 'Revision', type: 'string', jsonPath: '.status.sync.revision', priority: 10 },
          { name: 'Project', type: 'string', jsonPath: '.spec.project', priority: 10 },
        ],
        schema: {
          openAPIV3Schema: {
            type: 'object',
            required: ['metadata', 'spec'],
            properties: {
              apiVersion: text,
              kind: text,
              metadata: { type: 'object' },
              spec: {
                ...open,
                required: ['destination', 'project'],
                properties: {
                  project: text,
                  source: open,
                  sources: openList,
                  destination: open,
                  syncPolicy: open,
                  ignoreDifferences: openList,
                  revisionHistoryLimit: { type: 'integer', format: 'int64' },
                  info: {
                    type: 'array',
                    items: {
                      type: 'object',
                      required: ['name', 'value'],
                      properties: { name: text, value: text },
                    },
                  },
                },
              },
              operation: open,
              status: {
                ...open,
                properties: {
                  sync: {
                    ...open,
                    properties: { status: text, revision: text, revisions: { type: 'array', items: text } },
                  },
                  health: { ...open, properties: { status: text, message: text } },
                  resources: openList,
                  conditions: openList,
                  history: openList,
                  operationState: open,
                  summary: open,
                },
              },
            },
          },
        },
      },
    ],
  },
}
