/**
 * What an operator can mend. It is told in a sentence, with no stack: the message says what is wrong, names the file or
 * the setting, and says what to do.
 */
export class Mendable extends Error {}
