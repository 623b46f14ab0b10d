export function runBuilt(name: string): Promise<unknown>
export function build(
  root?: string,
  entries?: Readonly<Record<string, string>>,
  sources?: readonly string[],
): Promise<string>
