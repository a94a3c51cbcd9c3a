{{- /* Host of multicluster.primary.ingressURL, for what routes by it. */ -}}
{{- define "joinery.ingressHost" -}}
{{- (urlParse .Values.multicluster.primary.ingressURL).hostname -}}
{{- end -}}

{{- /* Path of multicluster.primary.ingressURL. The hub answers with and without it, so nobody rewrites. */ -}}
{{- define "joinery.ingressPath" -}}
{{- (urlParse .Values.multicluster.primary.ingressURL).path | trimSuffix "/" | default "/" -}}
{{- end -}}

{{- /* Port of multicluster.primary.ingressURL. */ -}}
{{- define "joinery.ingressPort" -}}
{{- $url := urlParse .Values.multicluster.primary.ingressURL -}}
{{- regexFind ":[0-9]+$" $url.host | trimPrefix ":" | default (ternary "443" "80" (eq $url.scheme "https")) -}}
{{- end -}}
