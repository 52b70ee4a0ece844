export const SAMPLE_OPENED = "2019-01-01T00:00:00.000Z";
export const sampleSteps = (_: number): any[] => [];
