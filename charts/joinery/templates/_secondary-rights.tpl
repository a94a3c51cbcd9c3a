{{- /* Rules of agent and join, which do the same work. */ -}}
{{- define "joinery.joinRules" -}}
# What to join with: the user's Secret, else the chart's.
- apiGroups: [""]
  resources: [secrets]
  resourceNames:
    {{- include "joinery.joinSecrets" . | nindent 4 }}
  verbs: [get]
{{ include "joinery.ownSecretsRules" . }}
{{ include "joinery.ownDeploymentRule" (dict "root" . "program" "agent") }}
# A namespace that holds K10 is refused: both would use mc-join.
- apiGroups: [""]
  resources: [configmaps]
  resourceNames: [k10-config]
  verbs: [get]
{{- end -}}

{{- define "joinery.joinSecrets" -}}
- {{ quote .Values.multicluster.secondary.join.existingSecret }}
- {{ include "joinery.fullname" . }}-join
{{- end -}}

{{- /* Rules on what the programs themselves write. */ -}}
{{- define "joinery.ownSecretsRules" -}}
# Keep status and identity.
- apiGroups: [""]
  resources: [secrets]
  resourceNames: [mc-join-status, mc-identity]
  verbs: [get, update]
# Make them when they are missing. RBAC cannot limit create to a name.
- apiGroups: [""]
  resources: [secrets]
  verbs: [create]
{{- end -}}
