import { MantlError } from '../../errors.ts'

/** Asks on the terminal, showing nothing of the answer. Throws `usage.vault_password` where there is no terminal, or at Ctrl-C. */
export const askPassword = async (question: string): Promise<string> => {
  const { stdin, stderr } = process
  if (!stdin.isTTY)
    throw new MantlError('usage.vault_password', `${question} cannot be asked for: there is no terminal`, {
      hint: 'give it in a file: --vault-password-file FILE',
    })
  stderr.write(`${question}: `)
  stdin.setRawMode(true)
  try {
    return await readLine(stdin)
  } finally {
    stdin.setRawMode(false)
    stdin.pause()
    stderr.write('\n')
  }
}

const readLine = async (stdin: NodeJS.ReadStream): Promise<string> => {
  let answer = ''
  for await (const chunk of stdin.iterator({ destroyOnReturn: false })) {
    for (const key of String(chunk)) {
      if (key === '\r' || key === '\n') return answer
      if (key === '\x03' || key === '\x04') throw new MantlError('usage.vault_password', 'no password was given')
      answer = key === '\x7f' || key === '\b' ? answer.slice(0, -1) : answer + key
    }
  }
  return answer
}
