import type { Isolator } from '../isolator.ts'

/** Limits nothing; tells how much processor time the container's processes have taken. */
export const posixCpu: Isolator = {
  name: 'posix/cpu',
  usage: (_, processes) => ({
    processes: processes.processes,
    threads: processes.threads,
    cpus_user_time_secs: processes.userSeconds,
    cpus_system_time_secs: processes.systemSeconds,
  }),
}
