import type { JsonObject } from '../../../../machinery/json/json.ts'

export const labels = { app: 'web' }
export const container = { name: 'web', image: 'web:1' }
export const template = (fields: JsonObject = {}) => ({
  metadata: { labels },
  spec: { containers: [container], ...fields },
})
export const deployment = (spec: JsonObject = {}) => ({
  spec: { selector: { matchLabels: labels }, template: template(), ...spec },
})
export const pod = (fields: JsonObject) => ({ spec: { containers: [{ ...container, ...fields }] } })
export const job = (spec: JsonObject = {}) => ({
  metadata: { name: 'web', uid: 'u' },
  spec: { template: template({ restartPolicy: 'Never' }), ...spec },
})
export const service = (spec: JsonObject) => ({ spec: { ports: [{ port: 80 }], ...spec } })
export const ingress = (path: JsonObject) => ({
  spec: {
    rules: [
      {
        http: {
          paths: [
            {
              path: '/',
              pathType: 'Prefix',
              backend: { service: { name: 'web', port: { number: 80 } } },
              ...path,
            },
          ],
        },
      },
    ],
  },
})
