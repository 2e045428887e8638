{{/*
A Grafana dashboard from one of files/dashboards: a title and rows of panels, each with a title, what it
shows, a unit and its queries. Panels stand two in a row. Their ids and places are computed here, so that a
file says only what a person decides.
*/}}
{{- define "observability.dashboard" -}}
{{- $panels := list -}}
{{- $y := 0 -}}
{{- $id := 0 -}}
{{- range $row := .rows -}}
  {{- $id = add1 $id -}}
  {{- $panels = append $panels (dict "id" $id "type" "row" "title" $row.title "collapsed" false "panels" list "gridPos" (dict "x" 0 "y" $y "w" 24 "h" 1)) -}}
  {{- $y = add1 $y -}}
  {{- range $index, $panel := $row.panels -}}
    {{- $id = add1 $id -}}
    {{- $targets := list -}}
    {{- range $position, $query := $panel.queries -}}
      {{- $targets = append $targets (dict "refId" (printf "Q%d" $position) "expr" $query.expr "legendFormat" $query.legend "datasource" (include "observability.datasource" . | fromJson)) -}}
    {{- end -}}
    {{- $panels = append $panels (dict
      "id" $id
      "type" ($panel.type | default "timeseries")
      "title" $panel.title
      "description" $panel.shows
      "datasource" (include "observability.datasource" . | fromJson)
      "gridPos" (dict "x" (mul 12 (mod $index 2)) "y" (add $y (mul 8 (div $index 2))) "w" 12 "h" 8)
      "fieldConfig" (dict "defaults" (dict "unit" $panel.unit "min" 0) "overrides" list)
      "options" dict
      "targets" $targets) -}}
  {{- end -}}
  {{- $y = add $y (mul 8 (div (add1 (len $row.panels)) 2)) -}}
{{- end -}}
{{- dict
  "uid" .uid
  "title" .title
  "tags" (list "gitops-example")
  "timezone" "utc"
  "refresh" "30s"
  "schemaVersion" 41
  "editable" false
  "time" (dict "from" (.from | default "now-3h") "to" "now")
  "templating" (dict "list" (list (dict "name" "datasource" "type" "datasource" "query" "prometheus" "label" "Data source")))
  "panels" $panels | toPrettyJson -}}
{{- end }}

{{- define "observability.datasource" -}}
{"type": "prometheus", "uid": "${datasource}"}
{{- end }}
