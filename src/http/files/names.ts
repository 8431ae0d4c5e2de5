import { readFileSync, statSync } from 'node:fs'

/** Names of user and group ids, read again when the file was changed; an id without one stands for itself. */
const createNames = (file: string) => {
  let readAt = -1
  let names: ReadonlyMap<number, string> = new Map()
  return (id: number): string => {
    try {
      const { mtimeMs } = statSync(file)
      if (mtimeMs !== readAt) {
        names = parse(readFileSync(file, 'utf8'))
        readAt = mtimeMs
      }
    } catch {
      names = new Map()
    }
    return names.get(id) ?? String(id)
  }
}

const parse = (text: string) =>
  new Map(
    text
      .split('\n')
      .map(line => line.split(':'))
      .filter(([, , id]) => id !== undefined)
      .map(([name, , id]) => [Number(id), name!] as const),
  )

export const userName = createNames('/etc/passwd')
export const groupName = createNames('/etc/group')
