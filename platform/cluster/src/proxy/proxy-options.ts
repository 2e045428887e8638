export interface ProxyOptions {
  /** Taken when free, else another that the network reports. */
  preferredIngressPort: number
}
