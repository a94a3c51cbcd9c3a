{{- /* Egress to DNS. Port 5353 is where the DNS pods of OpenShift listen behind their Service. */ -}}
{{- define "joinery.dnsEgress" -}}
- ports:
    {{- range list 53 5353 }}
    - port: {{ . }}
      protocol: UDP
    - port: {{ . }}
      protocol: TCP
    {{- end }}
{{- end -}}

{{- /* Egress to the API server, which no label selects: by its ports. */ -}}
{{- define "joinery.apiServerEgress" -}}
- ports:
    {{- range .Values.networkPolicy.apiServerPorts }}
    - port: {{ . }}
      protocol: TCP
    {{- end }}
{{- end -}}

