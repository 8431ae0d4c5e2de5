import { chmod, mkdir, realpath, rename, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

/** The new text gets the file's name when it is complete, and the old one's mode; a file that is new is its owner's alone. */
export const replaceFile = async (file: string, text: string): Promise<void> => {
  const path = await realpath(file).catch(() => file)
  const mode = await stat(path).then(
    found => found.mode & 0o777,
    () => 0o600,
  )
  await mkdir(dirname(path), { recursive: true })
  await writeFile(`${path}.${process.pid}.new`, text, { mode: 0o600 })
  await chmod(`${path}.${process.pid}.new`, mode)
  await rename(`${path}.${process.pid}.new`, path)
}
