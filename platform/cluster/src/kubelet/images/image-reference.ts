import { GitopsError } from '@gitops-example/kit/errors'

/** A parsed image name; without a tag and digest it means the tag `latest`. */
export interface ImageReference {
  repository: string
  tag: string
  digest?: string
}

const repositoryPattern = /^[a-zA-Z0-9.-]+(:\d+)?(\/[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*)*$/
const tagPattern = /^[\w][\w.-]{0,127}$/
const digestPattern = /^sha256:[a-f0-9]{64}$/

/** Reads `REPOSITORY[:TAG][@DIGEST]`; refuses what could not name a directory below the images. */
export function parseImageReference(image: string): ImageReference {
  const [name = '', digest] = image.split('@', 2)
  const colon = name.lastIndexOf(':')
  const hasTag = colon > name.lastIndexOf('/')
  const repository = hasTag ? name.slice(0, colon) : name
  const tag = hasTag ? name.slice(colon + 1) : 'latest'
  const isValid =
    repositoryPattern.test(repository) &&
    !repository.split('/').includes('..') &&
    tagPattern.test(tag) &&
    (digest === undefined || digestPattern.test(digest))
  if (!isValid) {
    throw new GitopsError(
      'invalid-image-name',
      `Failed to apply default image tag "${image}": couldn't parse image name "${image}": invalid reference format`,
    )
  }
  return { repository, tag, ...(digest === undefined ? {} : { digest }) }
}
