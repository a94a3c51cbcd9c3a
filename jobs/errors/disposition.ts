/**
 * What a caller may do after an error.
 *
 * `retry`: back off and try again; `wait`: look again at a fixed interval, a person or another
 * program has to act first; `terminal`: stop, trying again cannot help.
 */
export type Disposition = 'retry' | 'wait' | 'terminal';
