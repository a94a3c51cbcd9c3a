{{- /*
Hosts of ingressURL and additionalURLs, as JSON: {"hub.example.com": {"secure": true, "paths": ["/joinery"]}}. What
publishes them is sorted by host, so that swapping two URLs changes nothing. The hub answers with and without the path,
so nobody rewrites.
*/ -}}
{{- define "joinery.publishedHosts" -}}
{{- $hosts := dict -}}
{{- range prepend .Values.multicluster.primary.additionalURLs .Values.multicluster.primary.ingressURL -}}
{{- $url := urlParse . -}}
{{- $host := lower $url.hostname -}}
{{- $known := get $hosts $host | default (dict "secure" false "paths" list) -}}
{{- $paths := append $known.paths ($url.path | trimSuffix "/" | default "/") | uniq | sortAlpha -}}
{{- $_ := set $hosts $host (dict "secure" (or $known.secure (eq $url.scheme "https")) "paths" $paths) -}}
{{- end -}}
{{- toJson $hosts -}}
{{- end -}}

{{- /*
Name of an object that publishes one address: follows from that alone, so that it stays when URLs are swapped.
  root, address
*/ -}}
{{- define "joinery.publishedName" -}}
{{- printf "%s-hub-%s" (include "joinery.fullname" .root) (.address | sha256sum | trunc 5) -}}
{{- end -}}
