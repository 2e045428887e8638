import { jsonOption } from '../options/option-specs.ts'
import type { Verb } from '../verb.ts'

export const provision = {
  name: 'provision',
  summary: 'create or update an AWS environment, layer by layer',
  description: [
    'Creates or updates an environment on AWS: its Terraform layers in order. Shows the plan of each layer and asks before it changes anything, since most of it costs money. Stops at the first layer that fails, and names the command that continues.',
    'Settings are in ops/environments/ENV/environment.yaml; docs/guides/aws.md leads through the first time.',
  ],
  arguments: [
    {
      name: 'ENV',
      description: 'the environment to create or update',
      required: true,
      complete: 'cloud-environments',
    },
  ],
  options: {
    layer: {
      type: 'string',
      value: 'LAYER',
      description: 'only this layer, by its number or name',
      complete: 'layers',
    },
    from: {
      type: 'string',
      value: 'LAYER',
      description: 'this layer and those after it',
      complete: 'layers',
    },
    plan: { type: 'boolean', description: 'show what would change, change nothing' },
    yes: { type: 'boolean', description: 'do not ask; for machines' },
    json: { ...jsonOption, description: `${jsonOption.description}; plans go to standard error` },
  },
  alternatives: [{ options: ['layer', 'from'] }],
  json: '`{environment, layers: [{layer, result}]}`; result is unchanged, planned, applied, declined or waits',
  exitCodes: { 0: 'every chosen layer is up to date, or was planned', 1: 'a layer failed or was declined' },
  examples: [
    './gitops provision dev --plan',
    './gitops provision dev',
    './gitops provision dev --from 3',
    './gitops provision prod --layer 02_rds --yes',
  ],
} as const satisfies Verb
