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

/** What delivery tells its followers, in order: `started` once, steps, then exactly one of the other three. */
export type DeliveryEvents = {
  'delivery.started': OfDelivery & { subject: string; apps: string[] }
  'delivery.step': OfDelivery & {
    step: DeliveryStep
    app?: string
    status: StepStatus
    /** From the start of the step; absent on `started`. */
    durationMs?: number
  }
  /** `bumpRevision` is the commit on the branch that set the new tags of `apps`. */
  'delivery.released': OfDelivery & { bumpRevision: string; apps: string[] }
  /** `reason` is what the pusher should read: the tool's own words with file and line. */
  'delivery.failed': OfDelivery & { step: DeliveryStep; app?: string; reason: string }
  /** No new version comes of this revision; `why` says so in one sentence. */
  'delivery.nothing': OfDelivery & { why: string }
  /** It waited, and is not delivered on its own: `by` is the newer commit that is delivered instead. Comes alone. */
  'delivery.superseded': OfDelivery & { by: string }
  /** The release of `revision` turned Degraded and was undone: `app` has the tag `to` again. Comes after `released`. */
  'delivery.rolled-back': OfDelivery & { app: string; to: string; rollbackRevision: string }
  /** It turned Degraded, and was left: `why` says what stands against going back. */
  'delivery.rollback-refused': OfDelivery & { app: string; why: string }
}
