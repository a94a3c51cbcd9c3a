{{- /*
Labels by which selectors find pods. Never a version: selectors cannot change.
  root, component
*/ -}}
{{- define "joinery.selectorLabels" -}}
app.kubernetes.io/name: {{ include "joinery.name" .root }}
app.kubernetes.io/instance: {{ quote .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{- /*
Labels of an object. The user's own come first, so that the chart's win.
  root, component, and optionally extra: labels of the user for this object alone
*/ -}}
{{- define "joinery.labels" -}}
{{- $own := include "joinery.selectorLabels" . | fromYaml -}}
{{- $_ := set $own "app.kubernetes.io/version" .root.Chart.AppVersion -}}
{{- $_ := set $own "app.kubernetes.io/managed-by" .root.Release.Service -}}
{{- $_ := set $own "app.kubernetes.io/part-of" "joinery" -}}
{{- $_ := set $own "helm.sh/chart" (printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_") -}}
{{- mergeOverwrite (dict) .root.Values.commonLabels (.extra | default dict) $own | toYaml -}}
{{- end -}}

{{- /*
The line "annotations:" of an object, or nothing.
  root, and optionally own: what the chart needs; extra: annotations of the user for this object, which win
*/ -}}
{{- define "joinery.annotations" -}}
{{- $annotations := mergeOverwrite (dict) .root.Values.commonAnnotations (.own | default dict) (.extra | default dict) -}}
{{- with $annotations -}}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end -}}
{{- end -}}

{{- /*
Metadata of an object in the release namespace.
  root, component, and optionally name (default: <fullname>-<component>), labels (of the user, for this object
  alone), own and extra (annotations)
*/ -}}
{{- define "joinery.metadata" -}}
name: {{ .name | default (printf "%s-%s" (include "joinery.fullname" .root) .component) }}
namespace: {{ quote .root.Release.Namespace }}
labels:
  {{- include "joinery.labels" (dict "root" .root "component" .component "extra" .labels) | nindent 2 }}
{{- with include "joinery.annotations" . }}
{{ . }}
{{- end }}
{{- end -}}

{{- /*
Metadata of an object outside the release namespace.
  root, program, and optionally namespace; without it the object is cluster-scoped
*/ -}}
{{- define "joinery.outsideMetadata" -}}
name: {{ include "joinery.outsideName" . | quote }}
{{- with .namespace }}
namespace: {{ quote . }}
{{- end }}
labels:
  {{- include "joinery.labels" (dict "root" .root "component" .program) | nindent 2 }}
{{- with include "joinery.annotations" . }}
{{ . }}
{{- end }}
{{- end -}}
