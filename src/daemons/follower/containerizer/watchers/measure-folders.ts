import { runProgram } from '../../linux/run-program.ts'

/** So many folders are measured by one shell, and so many shells work at once: a slow folder keeps few others waiting. */
const batchSize = 20
const shells = 2
const timeoutMillis = 600_000

/**
 * A line `= index` before each folder, then what du says of it, without its name, which may be anything. Other file systems mounted below
 * do not count, links are not followed, and what vanishes meanwhile does not matter. $1 is du; the folders follow.
 */
const script = `
du=$1
shift
i=0
for folder; do
  echo "= $i"
  (cd "$folder" && exec "$du" -skx .) 2>/dev/null
  i=$((i+1))
done
`

/**
 * Bytes that folders take on their disks, by path; those that can't be measured are left out. The folders' owners may hold anything in
 * them, and change it meanwhile; the folders themselves are ours.
 */
export const measureFolders = async (paths: readonly string[], du: string): Promise<ReadonlyMap<string, number>> => {
  const waiting = batches([...new Set(paths)])
  const sizes = new Map<string, number>()
  const work = async () => {
    for (let batch = waiting.shift(); batch !== undefined; batch = waiting.shift()) {
      const args = ['-n', '19', '/bin/sh', '-c', script, 'measure', du, ...batch]
      const { stdout, timedOut } = await runProgram({ program: 'nice', args, timeoutMillis })
      for (const [path, bytes] of readSizes(stdout, batch)) sizes.set(path, bytes)
      const left = timedOut ? notReached(stdout, batch) : []
      if (left.length > 0) waiting.push([...left])
    }
  }
  await Promise.all(Array.from({ length: shells }, work))
  return sizes
}

const batches = (paths: readonly string[]): string[][] => {
  const all: string[][] = []
  for (let at = 0; at < paths.length; at += batchSize) all.push(paths.slice(at, at + batchSize))
  return all
}

/** A folder that takes for ever holds up nobody but itself: those behind it. */
export const notReached = (text: string, paths: readonly string[]): readonly string[] =>
  paths.slice(Math.max([...text.matchAll(/^= \d+$/gm)].length, 1))

export const readSizes = (text: string, paths: readonly string[]): readonly (readonly [string, number])[] =>
  [...text.matchAll(/^= (\d+)\n(\d+)\t/gm)].flatMap(([, index, kilobytes]) => {
    const path = paths[Number(index)]
    return path === undefined ? [] : [[path, Number(kilobytes) * 1024] as const]
  })
