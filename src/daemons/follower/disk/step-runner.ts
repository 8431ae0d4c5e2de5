import type * as Files from 'node:fs'
import type { FileStep, Opened, Within } from './step.ts'

/** The part of node:fs that steps need. */
export type StepFiles = typeof Files

/**
 * Makes the steps of one job in order, and stops at the first that fails, which is thrown as node:fs throws it. Nothing stays open then. `toSync`: takes
 * descriptors of what was appended and is to survive a power cut; whoever gave it syncs and closes them. Absent: that is done here.
 */
export type RunSteps = (steps: readonly FileStep[], toSync?: number[]) => Opened

/**
 * Nothing outside this function is named in it, for its text is what the thread runs (thread.ts): a daemon is one file, and what a thread of its own
 * would load from that again is memory.
 */
export const stepRunner = (fs: StepFiles, pid: number): RunSteps => {
  const parentOf = (path: string) => path.slice(0, path.lastIndexOf('/'))

  const syncFolder = (path: string) => {
    const folder = fs.openSync(path, 'r')
    try {
      fs.fsyncSync(folder)
    } finally {
      fs.closeSync(folder)
    }
  }

  const replace = ({ path, content, sync }: Extract<FileStep, { do: 'replace' }>) => {
    fs.mkdirSync(parentOf(path), { recursive: true })
    const temporary = `${path}.${pid}.tmp`
    fs.writeFileSync(temporary, content, { mode: 0o600, flush: sync === true })
    fs.renameSync(temporary, path)
    if (sync) syncFolder(parentOf(path))
  }

  const append = ({ path, content, sync }: Extract<FileStep, { do: 'append' }>, toSync: number[] | undefined) => {
    const file = fs.openSync(path, 'a', 0o600)
    try {
      fs.writeFileSync(file, content)
      if (sync && toSync) return void toSync.push(file)
      if (sync) fs.fsyncSync(file)
    } catch (error) {
      fs.closeSync(file)
      throw error
    }
    fs.closeSync(file)
  }

  const sync = (path: string, toSync: number[] | undefined) => {
    if (!fs.existsSync(path)) return
    const file = fs.openSync(path, 'r')
    if (toSync) return void toSync.push(file)
    try {
      fs.fsyncSync(file)
    } finally {
      fs.closeSync(file)
    }
  }

  const latest = (target: string) => {
    const link = `${parentOf(target)}/latest`
    try {
      return fs.symlinkSync(target, link)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const temporary = `${link}.${pid}.tmp`
    fs.rmSync(temporary, { force: true })
    fs.symlinkSync(target, temporary)
    fs.renameSync(temporary, link)
  }

  /** Absence is asked for first: an error takes longer than the question. */
  const remove = (path: string, how: (path: string) => void) => {
    try {
      if (fs.existsSync(path)) how(path)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }

  const open = (
    { at, flags, mode, as, plain }: Extract<FileStep, { do: 'open' }>,
    opened: Record<string, number>,
  ): void => {
    const inside = (place: Within) => `/proc/self/fd/${opened[place.in]}/${place.name}`
    const path = typeof at === 'string' ? at : inside(at)
    const file = fs.openSync(path, flags, mode)
    opened[as] = file
    if (!plain) return
    const stats = fs.fstatSync(file)
    if (!stats.isFile() || stats.nlink !== 1) throw Object.assign(new Error('it is a link or no file'), { path })
  }

  const make = (step: FileStep, opened: Record<string, number>, toSync: number[] | undefined): void => {
    switch (step.do) {
      case 'folder':
        return void fs.mkdirSync(step.path, { recursive: true, mode: step.mode ?? 0o777 })
      case 'write':
        return fs.writeFileSync(step.path, step.content, { mode: 0o600 })
      case 'replace':
        return replace(step)
      case 'append':
        return append(step, toSync)
      case 'sync':
        return sync(step.path, toSync)
      case 'latest':
        return latest(step.target)
      case 'link':
        return fs.symlinkSync(step.target, step.path)
      case 'sync-folder':
        return syncFolder(step.path)
      case 'remove':
        return remove(step.path, fs.unlinkSync)
      case 'remove-empty':
        return remove(step.path, fs.rmdirSync)
      case 'remove-tree':
        return remove(step.path, path => fs.rmSync(path, { recursive: true }))
      case 'open':
        return open(step, opened)
      case 'own':
        return void fs.chownSync(`/proc/self/fd/${opened[step.as]}`, step.uid, step.gid)
    }
  }

  return (steps, toSync) => {
    const opened: Record<string, number> = {}
    const kept: Record<string, number> = {}
    try {
      for (const step of steps) make(step, opened, toSync)
      for (const step of steps) if (step.do === 'open' && step.keep) kept[step.as] = opened[step.as] ?? -1
      return kept
    } finally {
      for (const name of Object.keys(opened)) if (!(name in kept)) fs.closeSync(opened[name] ?? -1)
    }
  }
}
