import { jsonOption } from '../options/option-specs.ts'
import type { Verb } from '../verb.ts'

export const destroy = {
  name: 'destroy',
  summary: 'destroy an AWS environment, applications first',
  description: [
    'Destroys an environment on AWS: the applications with their load balancers first, then the layers in reverse order. Shows everything that would be destroyed, and asks once. Data in its database is lost. The bucket that holds the state stays.',
    'After a failure run the same command again: layers already destroyed are skipped.',
  ],
  arguments: [
    {
      name: 'ENV',
      description: 'the environment to destroy',
      required: true,
      complete: 'cloud-environments',
    },
  ],
  options: {
    'i-mean': {
      type: 'string',
      value: 'ENV',
      description: 'the name of the environment again; prod is refused without it',
      complete: 'cloud-environments',
    },
    yes: { type: 'boolean', description: 'do not ask; for machines' },
    json: { ...jsonOption, description: `${jsonOption.description}; plans go to standard error` },
  },
  json: '`{environment, destroyed}`; destroyed lists the layers, or is null when declined',
  exitCodes: { 0: 'nothing is left', 1: 'something failed or was declined' },
  examples: ['./gitops destroy dev', './gitops destroy prod --i-mean prod'],
} as const satisfies Verb
