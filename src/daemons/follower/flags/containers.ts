import type { FlagSpec } from '../../../runtime/flag-spec.ts'
import { imageFlags } from '../images/flags.ts'
import { flag, later, noDocker, noModules, refused } from './flag.ts'

/** Containers: a part of the follower’s flags. */
export const containerFlags = [
  flag({ name: 'containerizers', type: 'string', default: 'mesos', meaning: 'mesos is the only one yet' }),
  flag({ name: 'isolation', type: 'string', default: 'posix/cpu,posix/mem', meaning: 'isolators, by name' }),
  flag({
    name: 'launcher',
    type: 'string',
    meaning: 'linux (cgroups) or posix (sessions); linux where we are root and there are cgroups',
  }),
  ...imageFlags,
  refused('docker_volume_checkpoint_dir', noDocker),
  flag({ name: 'docker_volume_chown', type: 'boolean', default: 'false', meaning: noDocker, refused: noDocker }),
  flag({ name: 'docker', type: 'string', default: 'docker', meaning: noDocker, refused: noDocker }),
  flag({
    name: 'docker_socket',
    type: 'string',
    default: '/var/run/docker.sock',
    meaning: noDocker,
    refused: noDocker,
  }),
  refused('docker_mesos_image', noDocker),
  flag({ name: 'docker_kill_orphans', type: 'boolean', default: 'true', meaning: noDocker, refused: noDocker }),
  flag({ name: 'docker_remove_delay', type: 'duration', default: '6hrs', meaning: noDocker, refused: noDocker }),
  flag({ name: 'docker_stop_timeout', type: 'duration', default: '0ns', meaning: noDocker, refused: noDocker }),
  flag({ name: 'default_container_info', type: 'json', meaning: later, refused: later }),
  flag({
    name: 'default_container_dns',
    type: 'json',
    meaning: 'name servers of container networks that give none themselves',
  }),
  flag({
    name: 'container_logger',
    type: 'string',
    meaning:
      'org_apache_mesos_LogrotateContainerLogger: stdout and stderr begin anew at the sizes that its parameters in --modules say; absent: they grow without limit',
  }),
  flag({ name: 'switch_user', type: 'boolean', default: 'true', meaning: 'tasks run as the user that they name' }),
  flag({
    name: 'volume_gid_range',
    type: 'string',
    meaning:
      "as [10000-20000]: group ids for volumes; tasks that are not root's are in the groups of the volumes that they share",
  }),
  flag({
    name: 'host_path_volume_force_creation',
    type: 'string',
    meaning: 'folders, with : between, below which host paths of volumes are made where they are missing',
  }),
  flag({
    name: 'allowed_devices',
    type: 'json',
    meaning: 'devices that containers may use beyond the usual ones (cgroups/devices, linux/devices)',
  }),
  flag({
    name: 'effective_capabilities',
    aliases: ['allowed_capabilities'],
    type: 'json',
    meaning: 'capabilities of containers that ask for none (linux/capabilities)',
  }),
  flag({
    name: 'bounding_capabilities',
    type: 'json',
    meaning: 'capabilities beyond which no container may ask or gain (linux/capabilities)',
  }),
  flag({
    name: 'default_container_shm_size',
    type: 'bytes',
    meaning: 'of /dev/shm in containers that have their own and say nothing; half of the memory where absent',
  }),
  flag({
    name: 'disallow_sharing_agent_ipc_namespace',
    type: 'boolean',
    default: 'false',
    meaning: "no container gets the host's ipc namespace by asking for it",
  }),
  flag({
    name: 'disallow_sharing_agent_pid_namespace',
    type: 'boolean',
    default: 'false',
    meaning: "no container gets the host's pid namespace by asking for it",
  }),
  flag({ name: 'seccomp_config_dir', type: 'path', meaning: 'folder of seccomp profiles in the format of Docker' }),
  flag({ name: 'seccomp_profile_name', type: 'string', meaning: 'profile of containers that name none' }),
  refused('nvidia_gpu_devices', later),
  flag({
    name: 'systemd_enable_support',
    type: 'boolean',
    default: 'true',
    meaning: 'no effect: what we start outlives us under any supervisor that lets it',
  }),
  flag({ name: 'systemd_runtime_directory', type: 'path', default: '/run/systemd/system', meaning: 'no effect' }),
  flag({
    name: 'agent_subsystems',
    aliases: ['slave_subsystems'],
    type: 'string',
    meaning: 'cgroup controllers in which we get a cgroup of our own, separated by commas',
  }),
  refused('secret_resolver', noModules),
  flag({ name: 'executor_environment_variables', type: 'json', meaning: 'variables of every executor, by name' }),
  flag({
    name: 'http_command_executor',
    type: 'boolean',
    default: 'false',
    meaning: 'no effect: command tasks have no executor process',
  }),
  flag({
    name: 'http_heartbeat_interval',
    type: 'duration',
    default: '30secs',
    meaning: 'no effect yet: there are no container streams',
  }),
] as const satisfies readonly FlagSpec[]
