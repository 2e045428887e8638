import type { Verb } from '../verb.ts'

export const completion = {
  name: 'completion',
  summary: 'print the completion script of a shell',
  description: [
    'Prints a script that completes verbs, options and their values in a shell: environments, apps and layers as they are in the checkout whose gitops is typed.',
    'Load it in the startup file of the shell: ~/.bashrc, ~/.zshrc after compinit, or ~/.config/fish/config.fish.',
  ],
  arguments: [
    {
      name: 'SHELL',
      description: 'the shell: bash, zsh or fish',
      required: true,
      choices: ['bash', 'zsh', 'fish'],
    },
  ],
  examples: [
    'eval "$(./gitops completion bash)"',
    'eval "$(./gitops completion zsh)"',
    './gitops completion fish | source',
  ],
} as const satisfies Verb
