{{- /* Who renders: the part of JOINERY_CONFIG that all programs share. */ -}}
{{- define "joinery.release" -}}
{{- dict "name" .Release.Name "namespace" .Release.Namespace "fullname" (include "joinery.fullname" .) | toJson -}}
{{- end -}}

{{- /*
JOINERY_CONFIG of hub, promote and demote; schemas/primary-config.schema.json describes it.
  root, deadlineSeconds
*/ -}}
{{- define "joinery.primaryConfig" -}}
{{- $multicluster := .root.Values.multicluster -}}
{{- $primary := $multicluster.primary -}}
{{- dict
  "version" .root.Chart.AppVersion
  "release" (include "joinery.release" .root | fromJson)
  "namespace" $multicluster.namespace
  "name" $primary.name
  "ingressURL" $primary.ingressURL
  "additionalURLs" $primary.additionalURLs
  "allowInsecureURL" $primary.allowInsecureURL
  "tls" $primary.tls
  "caBundle" $primary.caBundle
  "tokenTTL" $primary.tokens.ttl
  "deadlineSeconds" (int .deadlineSeconds)
  "approval" $primary.approval
  "members" $primary.members
  "acceptLabels" $primary.acceptLabels
  "forgetOfflineAfter" $primary.forgetOfflineAfter
  "hubKeyRotation" $primary.rotation.hubKey
  "hubKeyOverlap" $primary.rotation.overlap
  "uninstallMembers" .root.Values.uninstall.members
  "sources" $primary.sources
  "upstreamCrds" .root.Values.crds.upstream
  "exports" $primary.exports
  "inventory" (dict
    "clusterProfiles" .root.Values.inventory.clusterProfiles.enabled
    "clusterProperties" .root.Values.inventory.clusterProperties.enabled
  )
  "mcs" .root.Values.mcs
| toJson -}}
{{- end -}}

{{- /*
JOINERY_CONFIG of agent, join and leave; schemas/secondary-config.schema.json describes it.
  root, deadlineSeconds
*/ -}}
{{- define "joinery.secondaryConfig" -}}
{{- $secondary := .root.Values.multicluster.secondary -}}
{{- $fullname := include "joinery.fullname" .root -}}
{{- dict
  "version" .root.Chart.AppVersion
  "release" (include "joinery.release" .root | fromJson)
  "deployment" (printf "%s-agent" $fullname)
  "name" $secondary.name
  "labels" $secondary.labels
  "holdSeconds" (int $secondary.hold)
  "keysMaxAge" $secondary.keys.maxAge
  "proxy" (dict "url" $secondary.connection.proxyURL "noProxy" $secondary.connection.noProxy)
  "join" (dict
    "existingSecret" $secondary.join.existingSecret
    "chartSecret" (printf "%s-join" $fullname)
    "primaryThumbprint" $secondary.join.primaryThumbprint
    "allowInsecureURL" $secondary.join.allowInsecureURL
    "extraCa" $secondary.connection.caBundle
    "onUnreachable" $secondary.join.onUnreachable
  )
  "apply" (dict
    "enabled" (eq (include "joinery.appliesParts" .root) "true")
    "deny" .root.Values.agent.deny
    "onLeave" .root.Values.uninstall.distributed
  )
  "deadlineSeconds" (int .deadlineSeconds)
  "upstreamCrds" .root.Values.crds.upstream
  "clusterProperties" .root.Values.inventory.clusterProperties.enabled
  "exports" .root.Values.exports
  "mcs" .root.Values.mcs
| toJson -}}
{{- end -}}
