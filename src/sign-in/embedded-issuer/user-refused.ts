/** What was asked for of a user can't be done; the message says why, and quotes no password. */
export class UserRefused extends Error {}
