/**
 * Tests whose outcome depends on the rights of who runs them: images, volumes, pods, databases, what is removed, and a
 * delivery with all its programs. As root, a run of everything runs them again as an ordinary user.
 */
export const userDependent: readonly string[] = [
  'platform/kit/test/{descendants,end-group,exec,lock-file,remove-tree,spawn-owned}.test.ts',
  'platform/cluster/test/{extract-layer,kubelet-*,start-cluster}.test.ts',
  'platform/delivery/test/{checkout-modules,delivery,forget-old,image,installed-modules,module-store}.test.ts',
  'platform/local/test/{app-database,git-host,postgres-port,reset,reset-loss,shared-state,stop-platform}.test.ts',
]
