{{/*
What all Applications of this machine have in common. Call with a dict:
  root  the chart's top scope
  name  of the Application, of its Helm release, its folder in dev/ and its file in values/
  wave  of the sync: the next wave starts when this one is healthy
  info  pages that are worth to be named, as in spec.info; may be left out
*/}}
{{- define "applications.application" -}}
{{- $values := printf "/ops/environments/local/05_applications/values/%s.yaml" .name -}}
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: {{ .name }}
  namespace: argocd
  annotations:
    argocd.argoproj.io/sync-wave: {{ .wave | quote }}
    # A commit elsewhere in the repository renders nothing again.
    argocd.argoproj.io/manifest-generate-paths: {{ printf ".;%s" $values | quote }}
  finalizers:
    - resources-finalizer.argocd.argoproj.io
spec:
  project: default
  source:
    repoURL: {{ required "repoURL is missing: give the address of the repository." .root.Values.repoURL }}
    targetRevision: {{ .root.Values.targetRevision }}
    path: dev/{{ .name }}/chart
    helm:
      valueFiles:
        - {{ $values }}
  {{- with .info }}
  info:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  destination:
    server: https://kubernetes.default.svc
    namespace: guestbook
  syncPolicy:
    automated:
      prune: true
      selfHeal: true
    retry:
      # Nothing here is remote: what fails twice in a row needs a person.
      limit: 1
      backoff:
        duration: 1s
        factor: 2
        maxDuration: 10s
    syncOptions:
      - CreateNamespace=true
      - ServerSideApply=true
{{- end }}
