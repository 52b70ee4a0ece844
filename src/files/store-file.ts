export const storeFile: any = 1;
