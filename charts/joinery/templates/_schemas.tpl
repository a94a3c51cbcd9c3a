{{- /* Parts of the schemas of our kinds. */ -}}
{{- define "joinery.conditions" -}}
type: array
maxItems: 32
x-kubernetes-list-type: map
x-kubernetes-list-map-keys: [type]
items:
  type: object
  required: [type, status, lastTransitionTime, reason, message]
  properties:
    type:
      type: string
      maxLength: 316
      pattern: ^([a-z0-9.\-]+/)?[A-Za-z]([A-Za-z0-9_.\-]*[A-Za-z0-9])?$
    status:
      type: string
      enum: ["True", "False", Unknown]
    observedGeneration:
      type: integer
      format: int64
      minimum: 0
    lastTransitionTime:
      type: string
      format: date-time
    reason:
      type: string
      minLength: 1
      maxLength: 1024
      pattern: ^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$
    message:
      type: string
      maxLength: 32768
{{- end -}}

{{- /* A label selector as Kubernetes has it. */ -}}
{{- define "joinery.labelSelector" -}}
type: object
properties:
  matchLabels:
    type: object
    additionalProperties:
      type: string
  matchExpressions:
    type: array
    maxItems: 64
    items:
      type: object
      required: [key, operator]
      properties:
        key:
          type: string
          minLength: 1
        operator:
          type: string
          enum: [In, NotIn, Exists, DoesNotExist]
        values:
          type: array
          items:
            type: string
{{- end -}}

{{- define "joinery.memberNames" -}}
type: array
maxItems: 1000
items:
  type: string
  minLength: 1
  maxLength: 63
{{- end -}}

{{- /* Properties by which a source says what it takes. */ -}}
{{- define "joinery.sourceKind" -}}
apiVersion:
  type: string
  pattern: ^([a-z0-9]([a-z0-9.-]*[a-z0-9])?/)?v[a-z0-9]+$
kind:
  type: string
  pattern: ^[A-Z][A-Za-z0-9]{0,62}$
namespace:
  description: That of the Distribution when left out.
  type: string
  pattern: ^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$
{{- end -}}
