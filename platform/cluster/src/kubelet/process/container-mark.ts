/**
 * The variable that every process of a container has from its start, whatever image and spec set: by it, what left the
 * process group is found. Its value is the container's directory.
 */
export const containerMark = 'GITOPS_CONTAINER'
