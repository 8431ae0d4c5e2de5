import { runProgram } from './run-program.ts'

/** xfsprogs' own programs do it: what they ask of the kernel has no other way without an addon. */
const timeoutMillis = 60_000

export interface ProjectUsage {
  readonly usedBytes: number
  /** 0: none. */
  readonly limitBytes: number
}

/** All projects that hold blocks or have a limit on a file system, by id. Empty where quotas can't be read. */
export const projectsOn = async (mountPoint: string): Promise<ReadonlyMap<number, ProjectUsage>> => {
  const args = ['-x', '-c', 'report -p -b -n -N', mountPoint]
  const { stdout } = await runProgram({ program: 'xfs_quota', args, timeoutMillis })
  return readReport(stdout)
}

/** Lines `#5000  used soft hard warnings [--------]`, in kilobytes. */
export const readReport = (text: string): ReadonlyMap<number, ProjectUsage> =>
  new Map(
    text.split('\n').flatMap(line => {
      const match = /^#(\d+)\s+(\d+)\s+(\d+)\s+(\d+)/.exec(line)
      if (match === null) return []
      const [id = 0, used = 0, , hard = 0] = match.slice(1).map(Number)
      return [[id, { usedBytes: used * 1024, limitBytes: hard * 1024 }] as const]
    }),
  )

/** The project that a folder belongs to; 0: none. Absent: it can't be told. */
export const projectOf = async (folder: string): Promise<number | undefined> => {
  const args = ['-r', '-c', 'lsproj', folder]
  const { stdout } = await runProgram({ program: 'xfs_io', args, timeoutMillis })
  const match = /projid = (\d+)/.exec(stdout)
  return match === null ? undefined : Number(match[1])
}

/** The folder, all that is in it and all that will be. Returns what went wrong. */
export const joinProject = async (folder: string, id: number): Promise<string | undefined> => {
  const args = ['-r', '-c', `chproj -R ${id}`, '-c', 'chattr -R +P', folder]
  const { code, stderr } = await runProgram({ program: 'xfs_io', args, timeoutMillis })
  return code === 0 && (await projectOf(folder)) === id
    ? undefined
    : stderr.trim() || 'the folder did not join its project'
}

/** 0 lifts it. Soft and hard limit are the same: there is no time of grace. Returns what went wrong. */
export const limitProject = async (mountPoint: string, id: number, bytes: number): Promise<string | undefined> => {
  const size = `${Math.ceil(bytes / 1024)}k`
  const command = `limit -p bsoft=${size} bhard=${size} ${id}`
  const args = ['-x', '-c', command, mountPoint]
  const { code, stderr } = await runProgram({ program: 'xfs_quota', args, timeoutMillis })
  return code === 0 && stderr === '' ? undefined : stderr.trim()
}
