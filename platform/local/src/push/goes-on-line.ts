/** What whoever stops looking at the delivery of a commit should know. */
export function goesOnLine(commit: string): string {
  const short = commit.slice(0, 7)
  return `The delivery of ${short} goes on. See it again: ./gitops watch ${short}`
}
