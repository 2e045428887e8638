/** The label by which an EndpointSlice names its Service (Kubernetes: EndpointSlices, "Ownership"). */
export const serviceNameLabel = 'kubernetes.io/service-name'
