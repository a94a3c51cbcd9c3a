{{- /*
Template of every pod, so that hub, agent and Jobs offer the same settings.
  root, program
  block        values of its kind: hub, agent or jobs
  config       JOINERY_CONFIG
  restartPolicy, graceSeconds
  container    optional: further fields of the container (ports, probes)
  affinity     optional: used when the values name none
  account      optional: the program whose ServiceAccount it runs as, when that is not its own
  nodeFlags    optional: how its Node is to run
  tlsSecret    optional: Secret mounted for the members' API
*/ -}}
{{- define "joinery.podTemplate" -}}
{{- $settings := mergeOverwrite (dict) (deepCopy .root.Values.pods) (deepCopy .block.pod) -}}
{{- $pullSecrets := concat .root.Values.global.imagePullSecrets .root.Values.image.pullSecrets -}}
metadata:
  labels:
    {{- include "joinery.labels" (dict "root" .root "component" .program "extra" $settings.labels) | nindent 4 }}
  {{- with $settings.annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  serviceAccountName: {{ include "joinery.fullname" .root }}-{{ .account | default .program }}
  automountServiceAccountToken: true
  enableServiceLinks: false
  restartPolicy: {{ .restartPolicy }}
  terminationGracePeriodSeconds: {{ .graceSeconds }}
  securityContext:
    runAsNonRoot: true
    seccompProfile:
      type: RuntimeDefault
  {{- with $pullSecrets }}
  imagePullSecrets:
    {{- range . }}
    - name: {{ if kindIs "string" . }}{{ quote . }}{{ else }}{{ quote .name }}{{ end }}
    {{- end }}
  {{- end }}
  {{- with $settings.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $settings.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $settings.affinity | default .affinity }}
  affinity:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $settings.topologySpreadConstraints }}
  topologySpreadConstraints:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $settings.priorityClassName }}
  priorityClassName: {{ quote . }}
  {{- end }}
  {{- with $settings.runtimeClassName }}
  runtimeClassName: {{ quote . }}
  {{- end }}
  containers:
    - name: {{ .program }}
      image: {{ include "joinery.image" .root | quote }}
      imagePullPolicy: {{ .root.Values.image.pullPolicy }}
      args: {{ append (.nodeFlags | default list) (printf "%s.cjs" .program) | toJson }}
      env:
        {{- with $settings.env }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
        - name: JOINERY_CONFIG
          value: {{ .config | quote }}
        {{- if eq .program "hub" }}
        # By its name a replica tells the others whom it heard.
        - name: POD_NAME
          valueFrom:
            fieldRef:
              fieldPath: metadata.name
        {{- end }}
        {{- if .tlsSecret }}
        - name: JOINERY_TLS_DIR
          value: /etc/joinery/tls
        {{- end }}
      {{- with .container }}
      {{- toYaml . | nindent 6 }}
      {{- end }}
      resources:
        {{- toYaml .block.resources | nindent 8 }}
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities:
          drop: [ALL]
      terminationMessagePolicy: FallbackToLogsOnError
      {{- if .tlsSecret }}
      volumeMounts:
        - name: tls
          mountPath: /etc/joinery/tls
          readOnly: true
      {{- end }}
  {{- with .tlsSecret }}
  volumes:
    - name: tls
      secret:
        secretName: {{ quote . }}
  {{- end }}
{{- end -}}

{{- /*
Probes of the health port. Starting is watched every second, because a join waits for it.
*/ -}}
{{- define "joinery.probes" -}}
startupProbe:
  httpGet:
    path: /livez
    port: health
  periodSeconds: 1
  failureThreshold: 60
livenessProbe:
  httpGet:
    path: /livez
    port: health
  periodSeconds: 20
  timeoutSeconds: 5
readinessProbe:
  httpGet:
    path: /readyz
    port: health
  periodSeconds: 5
  timeoutSeconds: 5
{{- end -}}
