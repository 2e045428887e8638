{{/*
What all Applications of this machine have in common. Call with a dict:
  root  the chart's top scope
  name  of the Application, of its Helm release, its folder in dev/, and its files in values/ and releases/
  wave  of the sync: the next wave starts when this one is healthy
  info  pages that are worth to be named, as in spec.info; may be left out
*/}}
{{- define "applications.application" -}}
{{- $values := printf "/ops/environments/local/05_applications/values/%s.yaml" .name -}}
{{- $release := printf "/ops/environments/local/05_applications/releases/%s.yaml" .name -}}
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: {{ .name }}
  namespace: argocd
  annotations:
    argocd.argoproj.io/sync-wave: {{ .wave | quote }}
    # A commit elsewhere in the repository renders nothing again.
    argocd.argoproj.io/manifest-generate-paths: {{ printf "/dev/%s/chart;%s;%s" .name $values $release | quote }}
  finalizers:
    - resources-finalizer.argocd.argoproj.io
spec:
  project: default
  sources:
    - repoURL: {{ required "repoURL is missing: give the address of the repository." .root.Values.repoURL }}
      targetRevision: {{ .root.Values.targetRevision }}
      path: dev/{{ .name }}/chart
      helm:
        valueFiles:
          - {{ $values }}
          - $releases{{ $release }}
    # What runs: one person's releases are on a branch of their machine, apart from what people write.
    - repoURL: {{ .root.Values.repoURL }}
      targetRevision: {{ .root.Values.releasesRevision }}
      ref: releases
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
