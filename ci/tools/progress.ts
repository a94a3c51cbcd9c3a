/** Takes one line that tells a waiting person what is being done. */
export type Progress = (line: string) => void;
