/// <reference types="handlebars" />

/** The parser of Handlebars alone: what compiles templates makes code of text, which programs must not. */
declare module 'handlebars/dist/cjs/handlebars/compiler/base.js' {
  /** @throws {Error} With what the parser expected, and a drawing of where. */
  export function parse(text: string): hbs.AST.Program;
}
