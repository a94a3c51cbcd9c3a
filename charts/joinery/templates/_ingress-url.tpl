{{- /* Host of multicluster.primary.ingressURL, for what routes by it. */ -}}
{{- define "joinery.ingressHost" -}}
{{- (urlParse .Values.multicluster.primary.ingressURL).hostname -}}
{{- end -}}

{{- /* Path of multicluster.primary.ingressURL. The hub answers with and without it, so nobody rewrites. */ -}}
{{- define "joinery.ingressPath" -}}
{{- (urlParse .Values.multicluster.primary.ingressURL).path | trimSuffix "/" | default "/" -}}
{{- end -}}
