import type { ScalarTag, Tags } from 'yaml'
import type { ReadYamlOptions } from './read-yaml.ts'

/**
 * How Kubernetes reads: by the Go library yaml.v2, whose plain scalars are neither those of YAML 1.1 nor of 1.2. `yes` is true and
 * `0644` octal, while `.`, `12:30` and dates are text.
 */
export const goYaml = {
  version: '1.2',
  schema: 'core',
  merge: true,
  // Go keeps the last of two equal keys.
  uniqueKeys: false,
  logLevel: 'error',
  customTags: (tags: Tags) => [...tags.filter(isCollectionOrText), nullTag, boolTag, intTag, floatTag],
} as const satisfies ReadYamlOptions

const nullTag: ScalarTag = {
  tag: 'tag:yaml.org,2002:null',
  default: true,
  test: /^(?:~|null|Null|NULL)?$/,
  resolve: () => null,
}

const boolTag: ScalarTag = {
  tag: 'tag:yaml.org,2002:bool',
  default: true,
  test: /^(?:y|Y|yes|Yes|YES|on|On|ON|true|True|TRUE|n|N|no|No|NO|off|Off|OFF|false|False|FALSE)$/,
  resolve: (text) => /^(?:y|on|t)/i.test(text),
}

const intTag: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  test: /^[-+]?(?:0|[1-9][0-9_]*|0o?[0-7_]+|0x[0-9a-fA-F_]+|0b[01_]+)$/,
  resolve: parseInteger,
}

const floatTag: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  test: /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/,
  resolve: Number,
}

function parseInteger(text: string): number {
  const [, sign, digits = ''] = /^([-+]?)(.*)$/.exec(text.replaceAll('_', '')) ?? []
  const value = /^0[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number(digits)
  return sign === '-' ? -value : value
}

function isCollectionOrText(tag: Tags[number]): boolean {
  return typeof tag !== 'string' && !/:(?:null|bool|int|float)$/.test(tag.tag)
}
