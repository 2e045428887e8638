{{- define "database.podSpec" -}}
restartPolicy: Never
automountServiceAccountToken: false
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  seccompProfile:
    type: RuntimeDefault
containers:
  - name: setup
    image: {{ .Values.image }}
    command: [sh, /setup/setup.sh]
    env:
      - name: PGDATABASE
        value: postgres
      - name: PGSSLMODE
        value: {{ empty .Values.ca | ternary "require" "verify-full" }}
      {{- if .Values.ca }}
      - name: PGSSLROOTCERT
        value: /setup/ca.pem
      {{- end }}
      - name: PGCONNECT_TIMEOUT
        value: "60"
      {{- include "database.secretEnv" (list "PGHOST" "database-api" "PGHOST") | nindent 6 }}
      {{- include "database.secretEnv" (list "PGPORT" "database-api" "PGPORT") | nindent 6 }}
      {{- include "database.secretEnv" (list "PGUSER" "database-master" "username") | nindent 6 }}
      {{- include "database.secretEnv" (list "PGPASSWORD" "database-master" "password") | nindent 6 }}
      {{- include "database.secretEnv" (list "API_USER" "database-api" "PGUSER") | nindent 6 }}
      {{- include "database.secretEnv" (list "API_DATABASE" "database-api" "PGDATABASE") | nindent 6 }}
      {{- include "database.secretEnv" (list "API_PASSWORD" "database-api" "PGPASSWORD") | nindent 6 }}
    securityContext:
      allowPrivilegeEscalation: false
      readOnlyRootFilesystem: true
      capabilities:
        drop: [ALL]
    resources:
      requests:
        cpu: 20m
        memory: 32Mi
      limits:
        memory: 96Mi
    volumeMounts:
      - name: setup
        mountPath: /setup
        readOnly: true
volumes:
  - name: setup
    configMap:
      name: database-setup
{{- end }}
