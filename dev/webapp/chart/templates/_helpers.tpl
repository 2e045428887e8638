{{/* What a selector may hold: it must never change for the life of a Deployment. */}}
{{- define "webapp.selectorLabels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "webapp.labels" -}}
{{ include "webapp.selectorLabels" . }}
app.kubernetes.io/version: {{ include "webapp.tag" . | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/part-of: guestbook
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "webapp.image" -}}
{{- $repository := required "image.repository is missing: name the image that is to run, such as --set image.repository=guestbook/webapp." .Values.image.repository -}}
{{- printf "%s:%s" $repository (include "webapp.tag" .) -}}
{{- end }}

{{- define "webapp.tag" -}}
{{- required "image.tag is missing: name the commit whose image is to run, such as --set image.tag=<commit>." .Values.image.tag -}}
{{- end }}
