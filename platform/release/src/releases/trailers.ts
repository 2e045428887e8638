/** Trailers (git-interpret-trailers(1)) by which commits that record releases are known. */

/** Of a bump; its value is the commit that is released. */
export const bumpTrailer = 'Gitops-Bump'

/** Of a promotion; its value is the environment that the tags come from. */
export const promotionTrailer = 'Gitops-Promotion'

/** Of a rollback; its value is the commit that was undone. */
export const rollbackTrailer = 'Gitops-Rollback'

/** The value of a trailer of a commit's message. */
export function trailer(message: string, key: string): string | undefined {
  return new RegExp(`^${key}: (\\S+)$`, 'm').exec(message)?.[1]
}
