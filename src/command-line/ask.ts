import { createInterface } from 'node:readline/promises'
import { MantlError } from '../errors.ts'

/** What somebody at the terminal answers. Ctrl-C and the end of the input throw `run.interrupted`. */
export const ask = async (question: string): Promise<string> => {
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  // without these a question is never settled, or ends as a fault of ours
  const ended = new Promise<never>((_, reject) => {
    lines.once('close', () => reject(interrupted()))
    lines.once('SIGINT', () => lines.close())
  })
  try {
    return (await Promise.race([lines.question(question), ended])).trim()
  } catch (error) {
    process.stderr.write('\n')
    throw error
  } finally {
    ended.catch(() => {})
    lines.close()
  }
}

const interrupted = () => new MantlError('run.interrupted', 'interrupted; nothing was changed')

/** Whether there is somebody who sees a question and can answer it. */
export const canAsk = (): boolean => process.stdin.isTTY === true && process.stderr.isTTY === true
