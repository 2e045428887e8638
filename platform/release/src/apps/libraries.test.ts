import { describe, expect, it } from 'vitest'
import { closureOf } from './libraries.ts'
import { parsePackage } from './read-sources.ts'

/** Packages by folder name, each with the text or the object of its package.json. */
function packagesOf(manifests: Record<string, object | string>) {
  const packages = Object.entries(manifests).map(([folder, manifest]) => {
    return parsePackage(`dev/${folder}`, typeof manifest === 'string' ? manifest : JSON.stringify(manifest))
  })
  return new Map(packages.map((one) => [one.dir, one]))
}

const needs = (...names: string[]) => ({
  dependencies: Object.fromEntries(names.map((name) => [name, '0.1.0'])),
})

const found = [
  { name: 'no package.json', manifests: {}, want: [] },
  { name: 'only packages of a registry', manifests: { shop: needs('fastify', '@types/node') }, want: [] },
  {
    name: 'libraries of libraries, sorted and once',
    manifests: {
      shop: needs('@acme/words', '@acme/kit'),
      words: { name: '@acme/words', ...needs('@acme/kit', '@acme/base') },
      kit: { name: '@acme/kit', ...needs('@acme/base') },
      base: { name: '@acme/base' },
      unused: { name: '@acme/unused' },
    },
    want: ['dev/base', 'dev/kit', 'dev/words'],
  },
  ...['devDependencies', 'optionalDependencies', 'peerDependencies'].map((field) => ({
    name: `a library among ${field}`,
    manifests: { shop: { [field]: { words: '*' } }, words: { name: 'words' } },
    want: ['dev/words'],
  })),
  {
    name: 'a library by its path',
    manifests: { shop: { dependencies: { spoken: 'file:../words' } }, words: { name: 'words' } },
    want: ['dev/words'],
  },
  {
    name: 'a broken package.json that it does not need',
    manifests: { shop: needs('fastify'), broken: '{' },
    want: [],
  },
]

it.each(found)('finds the libraries of an app with $name', ({ manifests, want }) => {
  expect(closureOf(packagesOf(manifests), 'dev/shop').map(({ dir }) => dir)).toEqual(want)
})

it('names a library as imports do', () => {
  const packages = packagesOf({
    shop: { dependencies: { spoken: 'file:../words' } },
    words: { name: 'words', ...needs('@acme/kit') },
    kit: { name: '@acme/kit' },
  })
  expect(closureOf(packages, 'dev/shop').map(({ name }) => name)).toEqual(['@acme/kit', 'spoken'])
})

const refused = [
  {
    name: 'a cycle',
    manifests: { shop: needs('a'), a: { name: 'a', ...needs('b') }, b: { name: 'b', ...needs('a') } },
    code: 'library-cycle',
    message: /in a cycle: dev\/a -> dev\/b -> dev\/a\.$/,
  },
  {
    name: 'a library that needs the app',
    manifests: { shop: { name: 'shop', ...needs('a') }, a: { name: 'a', ...needs('shop') } },
    code: 'library-cycle',
    message: /dev\/shop -> dev\/a -> dev\/shop/,
  },
  {
    name: 'a package of our scope that is not there',
    manifests: { shop: { name: '@acme/shop', ...needs('@acme/words') } },
    code: 'library-missing',
    message: /^dev\/shop depends on @acme\/words, but no package below dev\/ is that one\.$/,
  },
  {
    name: 'a folder that is not there',
    manifests: { shop: { dependencies: { words: 'file:../words' } } },
    code: 'library-missing',
    message: /^dev\/shop depends on words/,
  },
  {
    name: 'a library of a library that is not there',
    manifests: { shop: needs('@acme/a'), a: { name: '@acme/a', ...needs('@acme/b') } },
    code: 'library-missing',
    message: /^dev\/a depends on @acme\/b/,
  },
  {
    name: 'a library whose package.json is broken',
    manifests: { shop: { name: '@acme/shop', ...needs('@acme/words') }, words: '{' },
    code: 'library-missing',
    message: /@acme\/words.* dev\/words\/package\.json cannot be read: /,
  },
  {
    name: 'a broken package.json of its own',
    manifests: { shop: '[]' },
    code: 'package-json-invalid',
    message: /^Cannot read dev\/shop\/package\.json: it is not an object\.$/,
  },
  {
    name: 'dependencies that are a list',
    manifests: { shop: { dependencies: [] } },
    code: 'package-json-invalid',
    message: /dependencies is not an object/,
  },
]

describe('an app is refused, with the name of what is wrong', () => {
  it.each(refused)('$name', ({ manifests, code, message }) => {
    const closure = () => closureOf(packagesOf(manifests), 'dev/shop')
    expect(closure).toThrow(message)
    expect(closure).toThrow(expect.objectContaining({ code }))
  })
})
