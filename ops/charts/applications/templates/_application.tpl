{{/*
What all Applications have in common. Call with a dict:
  root       the chart's top scope
  name       of the Application and of its Helm release
  wave       of the sync; Argo CD waits for the health of one before the next
  project    guestbook (ours) or platform (what ours stand on)
  namespace  where it goes
The caller appends `source:` or `sources:`, and closes with applications.sync.
*/}}
{{- define "applications.head" -}}
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: {{ .name }}
  namespace: argocd
  annotations:
    argocd.argoproj.io/sync-wave: {{ .wave | quote }}
    # The API server says what would change: defaults that controllers add are not a difference.
    argocd.argoproj.io/compare-options: ServerSideDiff=true
    {{- with .paths }}
    # A commit elsewhere in the repository renders nothing again.
    argocd.argoproj.io/manifest-generate-paths: {{ . | quote }}
    {{- end }}
  finalizers:
    - resources-finalizer.argocd.argoproj.io
spec:
  project: {{ .project }}
  destination:
    server: https://kubernetes.default.svc
    namespace: {{ .namespace }}
{{- end }}

{{- define "applications.sync" -}}
syncPolicy:
  automated:
    prune: true
    selfHeal: true
  retry:
    # Long enough for a cluster whose first nodes are still starting.
    limit: 10
    backoff:
      duration: 10s
      factor: 2
      maxDuration: 3m
  syncOptions:
    - CreateNamespace=true
    - ServerSideApply=true
{{- end }}

{{/* The repository, at the revision that all Applications share. */}}
{{- define "applications.repository" -}}
repoURL: {{ required "repoURL is missing: give the address of the repository." .Values.repoURL }}
targetRevision: {{ .Values.targetRevision }}
{{- end }}

{{/*
One of our apps, complete: its chart with what people set (values/) and, over it, what runs (releases/). Call with
what applications.head needs, and
  set  values that depend on the environment
Before its first release an app has no file in releases/, and its chart says that the tag is missing.
*/}}
{{- define "applications.app" -}}
{{- $files := printf "/ops/environments/%s/05_applications" .root.Values.environment }}
{{- $values := printf "%s/values/%s.yaml" $files .name }}
{{- $release := printf "%s/releases/%s.yaml" $files .name }}
{{- $paths := printf "/dev/%s/chart;%s;%s" .name $values $release }}
{{- $apart := and .root.Values.appsRepoURL (ne .root.Values.appsRepoURL .root.Values.repoURL) }}
{{- include "applications.head" (merge (dict "paths" $paths) .) }}
  sources:
    - {{- if $apart }}
      repoURL: {{ .root.Values.appsRepoURL }}
      targetRevision: {{ .root.Values.appsTargetRevision }}
      {{- else }}
      {{- include "applications.repository" .root | nindent 6 }}
      {{- end }}
      path: dev/{{ .name }}/chart
      helm:
        ignoreMissingValueFiles: true
        valueFiles:
          - $ops{{ $values }}
          - $ops{{ $release }}
        valuesObject:
          {{- toYaml .set | nindent 10 }}
    - {{- include "applications.repository" .root | nindent 6 }}
      ref: ops
  {{- include "applications.sync" . | nindent 2 }}
{{- end }}

{{/*
Values of a third-party chart: first those of every environment, then those of this one. Their paths start
at the root of the repository, which the second source brings in under the name `values`.
*/}}
{{- define "applications.thirdPartyValues" -}}
valueFiles:
  - $values/ops/charts/applications/values/{{ .name }}.yaml
  - $values/ops/environments/{{ .root.Values.environment }}/05_applications/values/{{ .name }}.yaml
{{- end }}
