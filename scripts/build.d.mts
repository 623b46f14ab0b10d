export function build(root?: string, names?: readonly string[]): Promise<string>
export function importBuilt(path: string): Promise<unknown>
