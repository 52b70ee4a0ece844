export function acceptUploads(_: unknown) {}
