import type { LaptopPlace } from './laptop.ts'

export type Manager = 'supervisor' | 'systemd' | 'systemd-user'

/** The process of a unit's daemon as its manager knows it; undefined when there is none. */
export const mainPid = async ({ manager, runtime, exec }: LaptopPlace, unit: string): Promise<number | undefined> => {
  const { stdout } = await exec(questions[manager](unit, runtime))
  return Number(stdout) > 0 ? Number(stdout) : undefined
}

const questions: Record<Manager, (unit: string, runtime: string) => readonly string[]> = {
  systemd: unit => ['systemctl', 'show', '-P', 'MainPID', unit],
  'systemd-user': unit => ['systemctl', '--user', 'show', '-P', 'MainPID', unit],
  supervisor: (unit, runtime) => [
    'sh',
    '-c',
    'p=$(cat "$1" 2>/dev/null) && kill -0 "$p" && echo "$p"',
    'sh',
    `${runtime}/${unit}/daemon.pid`,
  ],
}
