/** Where file systems are mounted, in the order of mounting, from the text of /proc/self/mountinfo (proc(5)). PURE. */
export const mountPoints = (mountinfo: string): readonly string[] =>
  mountinfo.split('\n').flatMap(line => {
    const point = line.split(' ')[4]
    return point === undefined ? [] : [plain(point)]
  })

/** Those below one of the folders, the deepest first; a folder itself counts. */
export const mountsBelow = (mountinfo: string, folders: readonly string[]): readonly string[] =>
  mountPoints(mountinfo)
    .filter(point => folders.some(folder => point === folder || point.startsWith(`${folder}/`)))
    .reverse()

/** Space, tab, newline and backslash stand there in octal. */
const plain = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
