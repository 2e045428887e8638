export type DeliveryStep = 'detect' | 'checkout' | 'lint' | 'types' | 'test' | 'image' | 'bump'
export type StepStatus = 'started' | 'passed' | 'failed' | 'cached'

interface OfDelivery {
  /** One delivery of one revision; a revision that is delivered again gets another id. */
  id: string
  /** The full hash of the commit that is delivered. */
  revision: string
  /** Milliseconds since the Unix epoch. */
  at: number
}

/** In order: `started` once, steps, then exactly one of `released`, `failed`, `nothing` and `superseded`. */
export type DeliveryEvents = {
  'delivery.started': OfDelivery & { subject: string; apps: string[] }
  'delivery.step': OfDelivery & {
    step: DeliveryStep
    app?: string
    status: StepStatus
    /** From the start of the step; absent on `started`. */
    durationMs?: number
  }
  /** Nothing has happened for a while: what is waited for, for people, and for how long already. */
  'delivery.waiting': OfDelivery & { what: string; ms: number }
  /** `bumpRevision` is the commit that records the release of `apps`. */
  'delivery.released': OfDelivery & { bumpRevision: string; apps: string[] }
  /** `reason` is what the pusher should read: the tool's own output with file and line. */
  'delivery.failed': OfDelivery & { step: DeliveryStep; app?: string; reason: string }
  /** This revision makes no new version; `why` explains it in one sentence. */
  'delivery.nothing': OfDelivery & { why: string }
  /**
   * It is not delivered on its own: `by` is delivered instead, a newer commit or one that the branch was moved back to.
   * Emitted alone by one that waited, else as the end.
   */
  'delivery.superseded': OfDelivery & { by: string }
  /** The release of `revision` turned Degraded and was undone: `app` has the tag `to` again. Follows `released`. */
  'delivery.rolled-back': OfDelivery & { app: string; to: string; rollbackRevision: string }
  /** It turned Degraded and was not undone: `why` says what prevents it. */
  'delivery.rollback-refused': OfDelivery & { app: string; why: string }
}
