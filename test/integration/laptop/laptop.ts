import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'vitest'
import type { Checkout } from './checkout.ts'
import { type Manager, mainPid } from './main-pid.ts'

export interface Run {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** A task that runs until it is told to end, and the `mantl run` that follows it. */
export interface WaitingTask {
  /** Lets it end with code 7 and returns how `mantl run` ended. */
  finish(): Promise<Run>
}

/** A machine, and somebody who works there with mantl. */
export interface LaptopPlace {
  readonly checkout: Checkout
  readonly manager: Manager
  /** Path of the inventory there. */
  readonly inventory: string
  /** A folder there that the user may write to, and that is no part of what is compared. */
  readonly scratch: string
  /** A folder there in which others keep things too, as mantl does. */
  readonly shared: string
  /** Where our supervisor keeps its files. */
  readonly runtime: string
  /** Runs a command as the user, in his environment; any exit code is a result. */
  exec(argv: readonly string[]): Promise<Run>
  /** All paths that are to be the same when mantl has come and gone. */
  files(): Promise<readonly string[]>
  /** Command lines of what mantl and its tasks run there. */
  processes(): Promise<readonly string[]>
}

const units = ['mantl-leader', 'mantl-follower'] as const
export type Unit = (typeof units)[number]

export class Laptop {
  readonly place: LaptopPlace

  constructor(place: LaptopPlace) {
    this.place = place
  }

  mantl(...args: readonly string[]): Promise<Run> {
    return this.place.exec([...this.place.checkout.mantl, ...args])
  }

  provision(...args: readonly string[]): Promise<Run> {
    return this.mantl('provision', this.place.inventory, ...args)
  }

  async status(): Promise<Status> {
    const { stdout, stderr } = await this.mantl('status', '--json')
    expect(stderr).toBe('')
    return JSON.parse(stdout) as Status
  }

  sh(script: string, ...args: readonly string[]): Promise<Run> {
    return this.place.exec(['sh', '-c', script, 'sh', ...args])
  }

  async exists(path: string): Promise<boolean> {
    return (await this.sh('test -e "$1"', path)).exitCode === 0
  }

  /** Starts `mantl run` and returns when the task is at work. */
  async startTask(name: string): Promise<WaitingTask> {
    const { text, began, go } = this.waiting(name)
    const run = this.mantl('run', '--name', name, '--', text)
    let ended: Run | undefined
    void run.then(result => (ended = result))
    await this.until(`${name} is at work`, async () => ended !== undefined || (await this.exists(began)))
    expect(ended).toBeUndefined()
    return {
      finish: async () => {
        await this.sh(': > "$1"', go)
        return run
      },
    }
  }

  /** Starts a task that nobody follows, and returns when it is at work. */
  async leaveTask(name: string): Promise<void> {
    const { text, began } = this.waiting(name)
    const run = await this.mantl('run', '--detach', '--name', name, '--', text)
    expect(run.exitCode, run.stderr).toBe(0)
    await this.until(`${name} is at work`, () => this.exists(began))
  }

  private waiting(name: string) {
    const began = `${this.place.scratch}/${name}.began`
    const go = `${this.place.scratch}/${name}.go`
    return { began, go, text: `echo began; : > ${began}; until [ -e ${go} ]; do sleep 0.05; done; echo over; exit 7` }
  }

  /** The daemon's process, by its id there. */
  async pidOf(unit: Unit): Promise<number> {
    const pid = await mainPid(this.place, unit)
    if (pid === undefined) throw new Error(`${unit} does not run`)
    return pid
  }

  /** Waits until the unit's daemon is another than `before`. */
  async restarted(unit: Unit, before: number): Promise<void> {
    await this.until(`${unit} is restarted`, async () => {
      const pid = await mainPid(this.place, unit)
      return pid !== undefined && pid !== before
    })
  }

  async until(what: string, done: () => Promise<boolean>): Promise<void> {
    const end = performance.now() + patienceMillis
    while (!(await done())) {
      if (performance.now() > end) throw new Error(`waited too long: ${what}`)
      await pause(100)
    }
  }
}

const patienceMillis = 100_000

export interface Status {
  readonly leaders: readonly { readonly role: string; readonly address: string }[]
  readonly followers: readonly { readonly active: boolean; readonly id: string }[]
}
