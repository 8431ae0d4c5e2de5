/** A word with the column (from 1) of its first character in the line, and of the first one inside it after `name=`. */
export type Word = { readonly text: string; readonly column: number }

/** Words as a POSIX shell splits them: quotes, backslashes, `#` at a word's start ends the line. `wrong`: an open quote. */
export const splitWords = (line: string): { words: Word[]; wrong?: string } => {
  const words: Word[] = []
  let index = 0
  while (index < line.length) {
    if (/\s/.test(line[index]!)) index++
    else if (line[index] === '#') break
    else {
      const { text, end } = readWord(line, index)
      if (end === undefined) return { words, wrong: 'a quote is not closed' }
      words.push({ text, column: index + 1 })
      index = end
    }
  }
  return { words }
}

const readWord = (line: string, start: number): { text: string; end?: number } => {
  let text = ''
  let quote = ''
  for (let index = start; index < line.length; index++) {
    const character = line[index]!
    const escapes = character === '\\' && quote !== "'" && (quote === '' || /["\\]/.test(line[index + 1] ?? ''))
    if (escapes) text += line[++index] ?? ''
    else if (quote ? character === quote : character === '"' || character === "'") quote = quote ? '' : character
    else if (!quote && /\s/.test(character)) return { text, end: index }
    else text += character
  }
  return quote ? { text } : { text, end: line.length }
}
