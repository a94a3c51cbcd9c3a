/** Something the machine lacks. `remedy` is the way out, one imperative sentence. */
export class MissingPrerequisite extends Error {
  override readonly name = 'MissingPrerequisite';
  readonly remedy: string;

  constructor(message: string, remedy: string, cause?: unknown) {
    super(message, { cause });
    this.remedy = remedy;
  }
}
