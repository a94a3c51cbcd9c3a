{{- /*
Binds the Role in the release namespace to its program.
  root, program
*/ -}}
{{- define "joinery.roleBinding" -}}
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  {{- include "joinery.metadata" (dict "root" .root "component" .program) | nindent 2 }}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: {{ include "joinery.fullname" .root }}-{{ .program }}
subjects:
  {{- include "joinery.subjects" . | nindent 2 }}
{{- end -}}

{{- /*
Binds the Role in the set's namespace, or without namespace the ClusterRole, to its program.
  root, program, namespace
*/ -}}
{{- define "joinery.outsideBinding" -}}
apiVersion: rbac.authorization.k8s.io/v1
kind: {{ ternary "RoleBinding" "ClusterRoleBinding" (hasKey . "namespace") }}
metadata:
  {{- include "joinery.outsideMetadata" . | nindent 2 }}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: {{ ternary "Role" "ClusterRole" (hasKey . "namespace") }}
  name: {{ include "joinery.outsideName" . | quote }}
subjects:
  {{- include "joinery.subjects" . | nindent 2 }}
{{- end -}}

{{- define "joinery.subjects" -}}
- kind: ServiceAccount
  name: {{ include "joinery.fullname" .root }}-{{ .program }}
  namespace: {{ quote .root.Release.Namespace }}
{{- end -}}

{{- /* Rule on the state of the primary's own Member. */ -}}
{{- define "joinery.ownStatusRule" -}}
- apiGroups: [joinery.dev]
  resources: [members/status]
  resourceNames: [{{ quote .Values.multicluster.primary.name }}]
  verbs: [update]
{{- end -}}

{{- /*
Rule on the Deployment of hub or agent.
  root, program
*/ -}}
{{- define "joinery.ownDeploymentRule" -}}
# The uid of the {{ .program }}'s Deployment tells an install that is going from one that is coming.
- apiGroups: [apps]
  resources: [deployments]
  resourceNames: [{{ include "joinery.fullname" .root }}-{{ .program }}]
  verbs: [get]
{{- end -}}

{{- /* Rule shared by programs that name the cluster. */ -}}
{{- define "joinery.clusterUIDRule" -}}
# The UID of kube-system tells clusters apart.
- apiGroups: [""]
  resources: [namespaces]
  resourceNames: [kube-system]
  verbs: [get]
{{- end -}}

{{- /*
Rules on the definition of a kind of another project: applying it may create it.
  root, crd
*/ -}}
{{- define "joinery.upstreamCrdRule" -}}
{{- if .root.Values.crds.upstream -}}
# Install that kind where it is missing.
- apiGroups: [apiextensions.k8s.io]
  resources: [customresourcedefinitions]
  resourceNames: [{{ .crd }}]
  verbs: [get, create, patch]
{{- end -}}
{{- end -}}

{{- /* Rules of hub or agent on ClusterProperties, cluster-wide; nothing where they are not kept. */ -}}
{{- define "joinery.clusterPropertyRules" -}}
{{- if .Values.inventory.clusterProperties.enabled -}}
# Look which properties the cluster has.
- apiGroups: [about.k8s.io]
  resources: [clusterproperties]
  verbs: [list, watch]
# Keep those that name the cluster and its set.
- apiGroups: [about.k8s.io]
  resources: [clusterproperties]
  resourceNames: [cluster.clusterset.k8s.io, clusterset.k8s.io]
  verbs: [create, patch, delete]
{{- with include "joinery.upstreamCrdRule" (dict "root" . "crd" "clusterproperties.about.k8s.io") }}
{{ . }}
{{- end }}
{{- end -}}
{{- end -}}

{{- /* Resources of a list of kinds that can be exported. */ -}}
{{- define "joinery.exportResources" -}}
{{- $resources := list -}}
{{- range . }}{{- $resources = append $resources (printf "%ss" (lower .)) -}}{{- end -}}
{{- $resources | toJson -}}
{{- end -}}
