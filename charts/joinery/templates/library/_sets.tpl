{{- /* All Distributions of the values, as JSON by name: the ready sets that are switched on, and the user's own. */ -}}
{{- define "joinery.distributions" -}}
{{- $all := dict -}}
{{- $library := .Values.library -}}
{{- range $set, $name := dict
  "namespaceIsolation" "library-namespace-isolation"
  "podSecurity" "library-pod-security"
  "tenantQuotas" "library-tenant-quotas"
-}}
{{- $values := index $library $set -}}
{{- if $values.enabled -}}
{{- $manifests := include (printf "joinery.library.%s" $set) $values | fromYamlArray -}}
{{- $texts := list -}}
{{- range $manifests -}}
{{- $texts = append $texts (toYaml .) -}}
{{- end -}}
{{- /* Nothing to give is no entry: what was given before is withdrawn. */ -}}
{{- if $texts -}}
{{- $source := dict "manifests" (join "\n---\n" $texts) "template" false -}}
{{- $_ := set $all $name (merge (dict "placement" $values.placement "sources" (list $source)) (include (printf "joinery.library.%s.rules" $set) $values | fromYaml)) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- mergeOverwrite $all (deepCopy .Values.distributions) | toJson -}}
{{- end -}}

{{- /* Traffic into a namespace only from itself, and from namespaces that are named. */ -}}
{{- define "joinery.library.namespaceIsolation" -}}
{{- $from := .allowFrom -}}
{{- range .namespaces }}
- apiVersion: networking.k8s.io/v1
  kind: NetworkPolicy
  metadata:
    name: joinery-isolation
    namespace: {{ quote . }}
  spec:
    podSelector: {}
    policyTypes: [Ingress]
    ingress:
      - from:
          - podSelector: {}
          {{- range $from }}
          - namespaceSelector:
              matchLabels:
                kubernetes.io/metadata.name: {{ quote . }}
          {{- end }}
{{- end }}
{{- end -}}
{{- define "joinery.library.namespaceIsolation.rules" -}}
createNamespaces: false
{{- end -}}

{{- /* Labels of Pod Security admission. Namespaces that are there are taken over for these labels alone. */ -}}
{{- define "joinery.library.podSecurity" -}}
{{- $levels := . -}}
{{- range .namespaces }}
- apiVersion: v1
  kind: Namespace
  metadata:
    name: {{ quote . }}
    labels:
      pod-security.kubernetes.io/enforce: {{ $levels.enforce }}
      pod-security.kubernetes.io/audit: {{ $levels.audit }}
      pod-security.kubernetes.io/warn: {{ $levels.warn }}
{{- end }}
{{- end -}}
{{- define "joinery.library.podSecurity.rules" -}}
conflict: Adopt
deletion: Orphan
{{- end -}}

{{- /* A namespace and its bounds for each tenant. */ -}}
{{- define "joinery.library.tenantQuotas" -}}
{{- range .tenants }}
- apiVersion: v1
  kind: ResourceQuota
  metadata:
    name: joinery-tenant
    namespace: {{ quote .namespace }}
  spec:
    hard:
      {{- toYaml .hard | nindent 6 }}
{{- end }}
{{- end -}}
{{- define "joinery.library.tenantQuotas.rules" -}}
createNamespaces: true
{{- end -}}
