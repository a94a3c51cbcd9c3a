{{- /*
A hook Job that runs one program once.
  root, program
  events          what Helm runs it at
  config          JOINERY_CONFIG
  deadlineSeconds when Kubernetes stops it; above the program's own, so that the program says why first
*/ -}}
{{- define "joinery.hookJob" -}}
{{- $hook := dict
  "helm.sh/hook" .events
  "helm.sh/hook-weight" "0"
  "helm.sh/hook-delete-policy" "before-hook-creation"
  "helm.sh/hook-output-log-policy" "hook-failed"
-}}
{{- $pod := dict
  "root" .root
  "program" .program
  "block" .root.Values.jobs
  "config" .config
  "restartPolicy" "Never"
  "graceSeconds" 10
-}}
apiVersion: batch/v1
kind: Job
metadata:
  {{- include "joinery.metadata" (dict "root" .root "component" .program "own" $hook "extra" .root.Values.hooks.annotations) | nindent 2 }}
spec:
  # No time to live: a finished Job is the proof of its outcome, and Helm 4 and Argo CD wait for it by name.
  activeDeadlineSeconds: {{ .deadlineSeconds }}
  backoffLimit: 1
  podFailurePolicy:
    rules:
      # A drained node says nothing about the program.
      - action: Ignore
        onPodConditions:
          - type: DisruptionTarget
            status: "True"
      # Bad configuration, failed preflight, refusal, deadline: once more would end the same.
      - action: FailJob
        onExitCodes:
          containerName: {{ .program }}
          operator: In
          values: [2, 3, 4, 124]
  template:
    {{- include "joinery.podTemplate" $pod | nindent 4 }}
{{- end -}}
