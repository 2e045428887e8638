/** What a client may ask for beside storing objects, and gets another answer to than from a real cluster. */
export interface Refusal {
  /** As a person asks for it: a command, a path or kinds. */
  name: string
  /** What happens instead: one sentence for the page of limits. */
  instead: string
}

export const refusals: readonly Refusal[] = [
  {
    name: 'kubectl exec -t, run -t, attach -t',
    instead:
      'The command runs without a terminal, so without a prompt: it gets each line with Enter, Ctrl-D ends its input and Ctrl-C ends it.',
  },
  {
    name: 'kubectl attach -i',
    instead: 'Works where the container has `stdin: true`; any other is refused with 403.',
  },
  {
    name: 'kubectl debug, pods/ephemeralcontainers',
    instead: 'Refused with 501: nothing can join the processes of a pod; use `kubectl exec`.',
  },
  {
    name: 'kubectl port-forward',
    instead: 'Works for the ports that a container declares; another one is an error of that connection.',
  },
  {
    name: 'pods/proxy, services/proxy, nodes/proxy',
    instead: 'Refused with 501: use `kubectl port-forward`.',
  },
  {
    name: 'pods/binding, pods/resize',
    instead: 'Refused with 501: the one node takes every pod, and a running process keeps its size.',
  },
  {
    name: 'kubectl explain',
    instead: 'Shows fields and types, without descriptions.',
  },
  {
    name: 'Endpoints, PersistentVolume, ReplicationController',
    instead: 'Not served (404): EndpointSlices are, and Deployments.',
  },
  {
    name: 'webhook configurations, admission policies, APIService',
    instead: 'Not served (404): nothing outside of the cluster takes part in a request.',
  },
]
