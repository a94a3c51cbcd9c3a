/** What is in the way of rendering a Distribution, for all members or for one. */
export interface RenderFinding {
  readonly reason: RenderReason;
  /** One sentence: what cannot be done, and what was found. */
  readonly message: string;
  /** One imperative sentence. */
  readonly remedy: string;
  /** Index in `spec.sources`; left out when it is about all of them. */
  readonly source?: number;
  /** Such as `ConfigMap shop/colours`. */
  readonly object?: string;
}

export type RenderReason =
  /** What stands in the Distribution is no Kubernetes object. */
  | 'SourceInvalid'
  /** A reference leads to nothing. */
  | 'SourceNotFound'
  /** The primary's values do not let the hub read it, or it is Joinery's own. */
  | 'SourceNotGranted'
  /** The API server did not give it: the kind or the right is missing, or it does not answer. */
  | 'SourceNotRead'
  /** A template is no Handlebars, or uses what there is not here. */
  | 'TemplateInvalid'
  /** A template names something that this member does not have. */
  | 'NameUnknown'
  /** A filled-in value does not fit where it stands. */
  | 'ValueInvalid'
  /** More, or bigger, than can be delivered. */
  | 'TooLarge'
  /** Two sources bring the same object. */
  | 'DuplicateObject';
