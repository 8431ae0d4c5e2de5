import { MantlError } from '../../../../errors.ts'

/** One word of a shell's. Throws MantlError follower.launch: what holds a NUL character can't be an argument. */
export const quote = (text: string): string => {
  if (text.includes('\0')) throw new MantlError('follower.launch', 'a command or its environment holds a NUL character')
  return `'${text.replaceAll("'", "'\\''")}'`
}

export const quoteAll = (argv: readonly string[]): string => argv.map(quote).join(' ')
