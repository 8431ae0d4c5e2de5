import { MantlError } from '../errors.ts'

/** The only place where text is quoted for a shell (POSIX sh, chapter 2.2). Everything here is one shell word or several. */

/** One word that the shell reads back as `text`, byte for byte. Throws MantlError command.malformed on NUL, which no argument can hold. */
export const quote = (text: string): string => {
  if (text.includes('\0')) throw new MantlError('command.malformed', 'a command argument holds a NUL character')
  return plain.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

/** An argument vector as one simple command. */
export const quoteArgv = (argv: readonly string[]): string => {
  if (argv.length === 0 || argv[0] === '') throw new MantlError('command.malformed', 'a command has no program name')
  return argv.map((word, index) => (index === 0 ? quoteProgram(word) : quote(word))).join(' ')
}

/** `export` of one variable. Throws MantlError command.malformed on a name that no shell variable can have. */
export const quoteExport = (name: string, value: string): string => {
  if (!variableName.test(name))
    throw new MantlError('command.malformed', `'${name}' is no name of an environment variable`)
  return `export ${name}=${quote(value)}`
}

/** A printf format that prints exactly these bytes. Everything but harmless ASCII is octal, so that no locale can matter. */
export const quotePrintf = (bytes: Uint8Array): string => {
  let text = "'"
  for (const byte of bytes) text += printfByte[byte]
  return `${text}'`
}

// '=' and '~' stay out: `a=b` would be an assignment, `~` a home directory.
const plain = /^[A-Za-z0-9_@%+:,./-]+$/
const variableName = /^[A-Za-z_][A-Za-z0-9_]*$/

// A program is always quoted: reserved words (`if`, `{`) and aliases are recognised in plain words only.
const quoteProgram = (word: string): string => (plain.test(word) ? `'${word}'` : quote(word))

const printfByte = Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte)
  const harmless = byte === 0x0a || (byte >= 0x20 && byte < 0x7f && !"'\\%-".includes(character))
  return harmless ? character : `\\${byte.toString(8).padStart(3, '0')}`
})
