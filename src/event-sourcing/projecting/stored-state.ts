/**
 * A state as a document holds it, for the next event. JSON leaves out members that are undefined: set by a later event
 * they would come last, and the bytes of a document depend on where one batch ended and the next began.
 */
export function stateIn<State extends object>(initial: State, stored: State | undefined): State {
  return stored === undefined ? initial : { ...initial, ...stored };
}
