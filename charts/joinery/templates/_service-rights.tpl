{{- /* Rules of hub or agent for sharing services, cluster-wide; nothing where none are shared. */ -}}
{{- define "joinery.serviceRules" -}}
{{- if eq .Values.mcs.controller "joinery" -}}
# What is exported, and what leads to it.
- apiGroups: [multicluster.x-k8s.io]
  resources: [serviceexports]
  verbs: [list, watch]
- apiGroups: [""]
  resources: [namespaces{{ if eq .Values.mcs.reach "nodePort" }}, nodes{{ end }}]
  verbs: [list, watch]
# An import: its ServiceImport, a Service that gives it an address, and EndpointSlices with the addresses behind it.
# RBAC cannot limit these to those that are made here.
- apiGroups: [multicluster.x-k8s.io]
  resources: [serviceimports]
  verbs: [list, watch, create, patch, delete]
- apiGroups: [""]
  resources: [services]
  verbs: [list, watch, create, patch, delete]
- apiGroups: [discovery.k8s.io]
  resources: [endpointslices]
  verbs: [list, watch, create, patch, delete]
# Show what became of both.
- apiGroups: [multicluster.x-k8s.io]
  resources: [serviceexports/status, serviceimports/status]
  verbs: [patch]
{{- range list "serviceexports" "serviceimports" }}
{{- with include "joinery.upstreamCrdRule" (dict "root" $ "crd" (printf "%s.multicluster.x-k8s.io" .)) }}
{{ . }}
{{- end }}
{{- end }}
{{- end -}}
{{- end -}}
