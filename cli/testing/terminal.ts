/** A terminal, or a pipe, that keeps what is written to it. */
export function terminal(isTTY: boolean, columns?: number) {
  const written: string[] = [];
  const write = (text: string) => {
    written.push(text);
    return true;
  };
  return { written, stream: { isTTY, columns, write } as unknown as NodeJS.WriteStream };
}
