/** Everything in PEM. The authority's own key is not kept: nothing else is ever signed with it. */
export interface ServerCertificates {
  authority: string
  certificate: string
  key: string
}
