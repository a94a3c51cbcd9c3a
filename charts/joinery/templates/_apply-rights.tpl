{{- /* Whether the agent has any rights to apply what is distributed: "true" or "false". */ -}}
{{- define "joinery.appliesParts" -}}
{{- or (gt (len .Values.agent.presets) 0) (gt (len .Values.agent.rules) 0) -}}
{{- end -}}

{{- /* Programs that apply or take away what is distributed. */ -}}
{{- define "joinery.applyingPrograms" -}}
{{- $programs := list "agent" -}}
{{- if and .Values.hooks.enabled (eq .Values.uninstall.distributed "remove") -}}
{{- $programs = append $programs "leave" -}}
{{- end -}}
{{- toJson $programs -}}
{{- end -}}

{{- /* Rules of the release namespace: what was applied is stored in Secrets, one or more for each Distribution. */ -}}
{{- define "joinery.appliedSetRules" -}}
# Store what is distributed, to enforce it without the primary. The names follow from the Distributions.
- apiGroups: [""]
  resources: [secrets]
  verbs: [get, list, update, delete]
{{- end -}}

{{- /*
Rules to keep objects of some kinds.
  group, resources
*/ -}}
{{- define "joinery.applyRule" -}}
- apiGroups: [{{ quote .group }}]
  resources: {{ toJson .resources }}
  verbs: [get, list, watch, create, patch, delete]
{{- end -}}

{{- define "joinery.presetRules.policies" -}}
{{ include "joinery.applyRule" (dict "group" "networking.k8s.io" "resources" (list "networkpolicies")) }}
{{ include "joinery.applyRule" (dict "group" "" "resources" (list "resourcequotas" "limitranges" "configmaps")) }}
- apiGroups: [""]
  resources: [namespaces]
  verbs: [get, list, watch, create, patch]
{{- end -}}

{{- define "joinery.presetRules.workloads" -}}
{{ include "joinery.presetRules.policies" . }}
{{ include "joinery.applyRule" (dict "group" "" "resources" (list "secrets" "services" "serviceaccounts" "persistentvolumeclaims")) }}
{{ include "joinery.applyRule" (dict "group" "apps" "resources" (list "deployments" "statefulsets" "daemonsets")) }}
{{ include "joinery.applyRule" (dict "group" "batch" "resources" (list "jobs" "cronjobs")) }}
{{ include "joinery.applyRule" (dict "group" "networking.k8s.io" "resources" (list "ingresses")) }}
{{ include "joinery.applyRule" (dict "group" "autoscaling" "resources" (list "horizontalpodautoscalers")) }}
{{ include "joinery.applyRule" (dict "group" "policy" "resources" (list "poddisruptionbudgets")) }}
{{- end -}}

{{- define "joinery.presetRules.all" -}}
{{ include "joinery.presetRules.workloads" . }}
{{ include "joinery.applyRule" (dict "group" "" "resources" (list "namespaces" "pods" "endpoints" "persistentvolumes" "podtemplates" "replicationcontrollers")) }}
{{ include "joinery.applyRule" (dict "group" "apps" "resources" (list "replicasets")) }}
{{ include "joinery.applyRule" (dict "group" "networking.k8s.io" "resources" (list "ingressclasses")) }}
{{ include "joinery.applyRule" (dict "group" "discovery.k8s.io" "resources" (list "endpointslices")) }}
{{ include "joinery.applyRule" (dict "group" "scheduling.k8s.io" "resources" (list "priorityclasses")) }}
{{ include "joinery.applyRule" (dict "group" "storage.k8s.io" "resources" (list "storageclasses")) }}
{{ include "joinery.applyRule" (dict "group" "node.k8s.io" "resources" (list "runtimeclasses")) }}
{{ include "joinery.applyRule" (dict "group" "coordination.k8s.io" "resources" (list "leases")) }}
{{- end -}}
