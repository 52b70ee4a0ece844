export declare const QUESTIONS: readonly string[];
export declare function picture(answers: readonly object[]): string;
