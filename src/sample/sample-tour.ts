export const sampleTour = (u: string) => u;
