import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { GitopsError } from '@gitops-example/kit/errors'
import { parse } from 'yaml'
import { type Layer, layersIn } from './layers.ts'

/** The settings in `environment.yaml`; Terraform reads the same file. */
export interface EnvironmentSettings {
  project: string
  environment: string
  /** Empty to allow any account. */
  accountId: string
  region: string
  availabilityZones: string[]
  cidr: string
  admins: string[]
  publicAccessCidrs: string[]
  repositoryUrl: string
}

/** An environment on AWS: a folder of `ops/environments` with settings and Terraform layers. */
export interface Environment {
  name: string
  dir: string
  settings: EnvironmentSettings
  layers: Layer[]
}

/** Names of the environments on AWS, in alphabetical order. */
export function environmentNames(root: string): string[] {
  const parent = join(root, 'ops', 'environments')
  if (!existsSync(parent)) return []
  return readdirSync(parent)
    .filter((name) => existsSync(join(parent, name, 'environment.yaml')))
    .sort()
}

/** Throws `unknown-environment` for a name without `environment.yaml`, `environment-invalid` for a broken one. */
export function readEnvironment(root: string, name: string): Environment {
  const names = environmentNames(root)
  if (!names.includes(name)) {
    throw new GitopsError(
      'unknown-environment',
      `There is no environment "${name}" on AWS; there ${names.length === 1 ? 'is' : 'are'} ${names.join(', ') || 'none'}.`,
      {
        hint:
          name === 'local'
            ? 'local runs on this machine: gitops up.'
            : `An environment is a folder of ops/environments with an environment.yaml.`,
      },
    )
  }
  const dir = join(root, 'ops', 'environments', name)
  const file = join('ops', 'environments', name, 'environment.yaml')
  return { name, dir, settings: readSettings(join(root, file), file), layers: layersIn(dir) }
}

function readSettings(path: string, shown: string): EnvironmentSettings {
  let content: unknown
  try {
    content = parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new GitopsError('environment-invalid', `${shown} is not YAML.`, { cause: error })
  }
  const fields = new Map(Object.entries(content instanceof Object ? content : {}))
  const text = (name: string) => {
    const value = fields.get(name)
    if (typeof value === 'string') return value
    throw new GitopsError(
      'environment-invalid',
      `${name} in ${shown} must be a string, not ${shownValue(value)}.`,
      {
        hint: 'Put it in quotes: YAML reads 012345678901 as a number.',
      },
    )
  }
  const list = (name: string) => {
    const value = fields.get(name)
    if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value
    throw new GitopsError(
      'environment-invalid',
      `${name} in ${shown} must be a list of strings, not ${shownValue(value)}.`,
    )
  }
  return {
    project: text('project'),
    environment: text('environment'),
    accountId: text('account_id'),
    region: text('region'),
    availabilityZones: list('availability_zones'),
    cidr: text('cidr'),
    admins: list('admins'),
    publicAccessCidrs: list('public_access_cidrs'),
    repositoryUrl: text('repository_url'),
  }
}

function shownValue(value: unknown): string {
  return value === undefined ? 'missing' : JSON.stringify(value)
}
