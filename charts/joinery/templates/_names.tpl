{{- /* Name of the chart, for the label app.kubernetes.io/name. */ -}}
{{- define "joinery.name" -}}
{{- .Values.nameOverride | default .Chart.Name -}}
{{- end -}}

{{- /*
First part of the name of every object. Cut at 53 so that the longest addition ("-promote") leaves a Job's name
within the 63 characters of a label value. A release name has at most 53, so the cut never makes two alike.
*/ -}}
{{- define "joinery.fullname" -}}
{{- $name := include "joinery.name" . -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride -}}
{{- else if contains $name .Release.Name -}}
{{- .Release.Name -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 53 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- /*
Name for objects that stand outside the release namespace, where other releases stand too. The colon cannot be
part of a namespace or a release name, so two releases never meet.
  root, program, and optionally part: where a program has more than one of them in a namespace
*/ -}}
{{- define "joinery.outsideName" -}}
{{- printf "%s:%s:%s" .root.Release.Namespace (include "joinery.fullname" .root) .program -}}
{{- with .part }}{{ printf ":%s" . }}{{ end -}}
{{- end -}}

{{- /* Programs of this release, in a fixed order: what needs a ServiceAccount. */ -}}
{{- define "joinery.programs" -}}
{{- $programs := list -}}
{{- if .Values.multicluster.primary.create -}}
{{- $programs = append $programs "hub" -}}
{{- if .Values.hooks.enabled -}}{{- $programs = concat $programs (list "promote" "demote") -}}{{- end -}}
{{- end -}}
{{- if .Values.multicluster.secondary.create -}}
{{- $programs = append $programs "agent" -}}
{{- if .Values.hooks.enabled -}}{{- $programs = concat $programs (list "join" "leave") -}}{{- end -}}
{{- end -}}
{{- toJson $programs -}}
{{- end -}}

{{- /* Image of every container. */ -}}
{{- define "joinery.image" -}}
{{- $registry := coalesce .Values.image.registry .Values.global.cattle.systemDefaultRegistry "docker.io" -}}
{{- $version := printf ":%s" (.Values.image.tag | default .Chart.AppVersion) -}}
{{- if .Values.image.digest -}}
{{- $version = printf "@%s" .Values.image.digest -}}
{{- end -}}
{{- printf "%s/%s%s" $registry .Values.image.repository $version -}}
{{- end -}}
