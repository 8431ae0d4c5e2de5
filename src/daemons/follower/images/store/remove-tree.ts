import { runProgram } from '../layers/run-program.ts'

/**
 * Removes folders with all that containers put there. Not by Node: names need not be text, and rm follows no link, even where somebody
 * swaps a folder for one meanwhile. It goes into no file system that is mounted there. Throws MantlError follower.image.
 */
export const removeTrees = async (paths: readonly string[]): Promise<void> => {
  if (paths.length > 0) await runProgram(['rm', '-rf', '--one-file-system', '--', ...paths])
}
