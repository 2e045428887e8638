import { expect, it } from 'vitest'
import { containerUser } from './container-user.ts'

const defaultUser = { uid: 65532, gid: 65532 }
const asRoot = { imageUser: '', defaultUser, ownUid: 0 }

it.each([
  { title: "the node's default", pod: {}, own: {}, imageUser: '', want: defaultUser },
  { title: "the image's user", pod: {}, own: {}, imageUser: '10001', want: { uid: 10001, gid: 10001 } },
  { title: "the image's user and group", pod: {}, own: {}, imageUser: '5:6', want: { uid: 5, gid: 6 } },
  { title: 'root, where the image says so', pod: {}, own: {}, imageUser: '0', want: { uid: 0, gid: 0 } },
  { title: 'the default for a name', pod: {}, own: {}, imageUser: 'node', want: defaultUser },
  {
    title: "the pod's",
    pod: { runAsUser: 7, runAsGroup: 8 },
    own: {},
    imageUser: '5',
    want: { uid: 7, gid: 8 },
  },
  {
    title: "the container's",
    pod: { runAsUser: 7 },
    own: { runAsUser: 9 },
    imageUser: '',
    want: { uid: 9, gid: 9 },
  },
])('runs as $title', ({ pod, own, imageUser, want }) => {
  const input = {
    ...asRoot,
    imageUser,
    spec: { securityContext: pod },
    container: { name: 'main', securityContext: own },
  }
  expect(containerUser(input)).toEqual(want)
  expect(containerUser({ ...input, ownUid: 1000 }), 'an ordinary user cannot choose').toBeUndefined()
})

it.each([
  { own: {}, imageUser: '', message: 'container has runAsNonRoot and image will run as root' },
  { own: {}, imageUser: '0', message: 'container has runAsNonRoot and image will run as root' },
  {
    own: {},
    imageUser: 'node',
    message: 'image has non-numeric user (node), cannot verify user is non-root',
  },
  { own: { runAsUser: 0 }, imageUser: '5', message: "container's runAsUser breaks non-root policy" },
])('refuses $imageUser $own under runAsNonRoot, whoever we are', ({ own, imageUser, message }) => {
  for (const ownUid of [0, 1000]) {
    const input = {
      spec: { securityContext: { runAsNonRoot: true } },
      container: { name: 'main', securityContext: own },
      imageUser,
      defaultUser,
      ownUid,
    }
    expect(() => containerUser(input)).toThrow(message)
  }
})

it('lets the container overrule runAsNonRoot of its pod', () => {
  const input = {
    ...asRoot,
    spec: { securityContext: { runAsNonRoot: true } },
    container: { name: 'main', securityContext: { runAsNonRoot: false } },
  }
  expect(containerUser(input)).toEqual(defaultUser)
})
