/** There is one host network: every pod and the node have this address, and each port of a pod a number of its own. */
export const podAddress = '127.0.0.1'
