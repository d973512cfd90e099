{{- define "consenthub.labels" -}}
{{ include "consenthub.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "consenthub.selector" -}}
app.kubernetes.io/name: consenthub
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "consenthub.name" -}}
{{ printf "%s-consenthub" .Release.Name | trunc 52 | trimSuffix "-" }}
{{- end }}

{{- define "consenthub.image" -}}
{{ .Values.image.repository }}{{ if .Values.image.digest }}@{{ .Values.image.digest }}{{ else }}:{{ .Values.image.tag | default .Chart.AppVersion }}{{ end }}
{{- end }}

{{- define "consenthub.security" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end }}

{{- define "consenthub.podSecurity" -}}
runAsNonRoot: true
runAsUser: 1654
runAsGroup: 1654
fsGroup: 1654
fsGroupChangePolicy: OnRootMismatch
seccompProfile: { type: RuntimeDefault }
{{- end }}

{{- define "consenthub.environment" -}}
env:
  - { name: ConsentHub__DrainSeconds, value: {{ .Values.drain.seconds | quote }} }
  {{- with .Values.publicUrl }}
  - { name: ConsentHub__PublicUrl, value: {{ . | quote }} }
  {{- end }}
  {{- with .Values.metrics.readers }}
  - { name: ConsentHub__MetricsReaders, value: {{ . | quote }} }
  {{- end }}
  {{- range $name, $value := .Values.settings }}
  - { name: {{ $name }}, value: {{ $value | quote }} }
  {{- end }}
{{- with .Values.existingSecret }}
envFrom:
  - secretRef: { name: {{ . }} }
{{- end }}
{{- end }}
