import { randomBytes } from 'node:crypto'
import { open } from 'node:fs/promises'
import { MantlError } from '../../errors.ts'

/** 256 bits, in letters that no shell, file or URL changes. */
export const newSecret = (): string => randomBytes(32).toString('base64url')

/** Into a file that is new and its owner's alone. Throws MantlError usage.secret_file. */
export const writeSecretFile = async (path: string, secret: string): Promise<void> => {
  try {
    const file = await open(path, 'wx', 0o600)
    await file.writeFile(`${secret}\n`).finally(() => file.close())
  } catch (cause) {
    throw new MantlError('usage.secret_file', `the secret cannot be written to ${path}: ${(cause as Error).message}`, {
      cause,
    })
  }
}
