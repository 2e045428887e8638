/** The app of an image reference by convention: the last part of its repository, without tag and digest. */
export function imageApp(image: string): string {
  return image.replace(/[@:][^/]*$/, '').replace(/^.*\//, '')
}
