{{/* What a selector may hold: it must never change for the life of a Deployment. */}}
{{- define "api.selectorLabels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "api.labels" -}}
{{ include "api.selectorLabels" . }}
{{ include "api.commonLabels" . }}
{{- end }}

{{/* The migration's pods have a name of their own: the Service, whose selector is the Deployment's, must not find them. */}}
{{- define "api.migrationSelectorLabels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}-migrate
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "api.migrationLabels" -}}
{{ include "api.migrationSelectorLabels" . }}
{{ include "api.commonLabels" . }}
{{- end }}

{{- define "api.commonLabels" -}}
app.kubernetes.io/version: {{ include "api.tag" . | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/part-of: guestbook
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "api.image" -}}
{{- $repository := required "image.repository is missing: name the image that is to run, such as --set image.repository=guestbook/api." .Values.image.repository -}}
{{- printf "%s:%s" $repository (include "api.tag" .) -}}
{{- end }}

{{- define "api.tag" -}}
{{- required "image.tag is missing: name the commit whose image is to run, such as --set image.tag=<commit>." .Values.image.tag -}}
{{- end }}

{{/* How to reach the database, for the container of the API as for that of its migrations. */}}
{{- define "api.databaseEnv" -}}
{{- range $name := list "PGHOST" "PGPORT" "PGDATABASE" "PGUSER" "PGPASSWORD" "PGSSLMODE" }}
- name: {{ $name }}
  valueFrom:
    secretKeyRef:
      name: {{ $.Values.database.secretName }}
      key: {{ $name }}
      {{- if has $name (list "PGPORT" "PGSSLMODE") }}
      optional: true
      {{- end }}
{{- end }}
{{- with .Values.database.caConfigMap }}
{{- if .name }}
- name: PGSSLROOTCERT
  value: /etc/database-ca/{{ .key }}
{{- end }}
{{- end }}
{{- end }}

{{- define "api.databaseVolumeMounts" -}}
{{- if .Values.database.caConfigMap.name -}}
- name: database-ca
  mountPath: /etc/database-ca
  readOnly: true
{{- end }}
{{- end }}

{{- define "api.databaseVolumes" -}}
{{- with .Values.database.caConfigMap.name -}}
- name: database-ca
  configMap:
    name: {{ . }}
{{- end }}
{{- end }}

{{- define "api.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "api.containerSecurityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop:
    - ALL
{{- end }}
