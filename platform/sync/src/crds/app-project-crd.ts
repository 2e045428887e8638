const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }

/** The definition of `appprojects.argoproj.io` for clusters without Argo CD. */
export const appProjectCrd = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: {
    name: 'appprojects.argoproj.io',
    labels: { 'app.kubernetes.io/name': 'appprojects.argoproj.io', 'app.kubernetes.io/part-of': 'argocd' },
  },
  spec: {
    group: 'argoproj.io',
    scope: 'Namespaced',
    names: {
      kind: 'AppProject',
      listKind: 'AppProjectList',
      plural: 'appprojects',
      singular: 'appproject',
      shortNames: ['appproj', 'appprojs'],
    },
    versions: [
      {
        name: 'v1alpha1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: 'object',
            required: ['metadata', 'spec'],
            properties: {
              apiVersion: { type: 'string' },
              kind: { type: 'string' },
              metadata: { type: 'object' },
              spec: open,
              status: open,
            },
          },
        },
      },
    ],
  },
}
