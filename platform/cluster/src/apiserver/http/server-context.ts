import type { Clock } from '@gitops-example/kit/clock'
import type { ClusterClient } from '../../client/cluster-client.ts'
import type { Kubelet } from '../../client/kubelet.ts'
import type { Api } from '../registry/api.ts'
import type { AccountTokens } from './account-tokens.ts'
import type { Authenticator } from './authenticate.ts'
import type { BodyDecoder } from './decode-body.ts'
import type { JsonTexts } from './encode/json-texts.ts'

/** What the handlers of requests work with. */
export interface ServerContext {
  readonly api: Api
  readonly client: ClusterClient
  readonly clock: Clock
  readonly authenticator: Authenticator
  readonly accountTokens: AccountTokens
  readonly texts: JsonTexts
  readonly bodies: BodyDecoder
  /** The node behind logs, exec, port-forward and metrics; `undefined` while it starts. */
  readonly kubelet: () => Kubelet | undefined
  /** One line for the platform's log: a failure of ours, never of the client. */
  readonly log: (line: string) => void
}
