/** All that serves on opened engines: one part, so that it is loaded while they are being opened. */
export { AppModule } from "./app.module.js";
export { acceptUploads } from "./files/uploads.js";
export { createApplication } from "./http/application.js";
export { closeService, createService } from "./service.js";
export { createSampleUsers, samplePasswords } from "./sign-in/embedded-issuer/sample-users.js";
export { openIdentities } from "./sign-in/open-identities.js";
export { openStore } from "./store/open-store.js";
