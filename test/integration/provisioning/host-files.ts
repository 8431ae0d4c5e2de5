import type { TestHost } from '../../hosts/host.ts'

/** What comes and goes by itself on a Debian host: logs, caches of apt and dpkg, what systemd and sshd note of their own. */
const volatile = [
  /^\/var\/log\//,
  /^\/var\/cache\/(apt|debconf|ldconfig|man)\b/,
  /^\/var\/lib\/(apt|dpkg|systemd|private|ucf|pam|update-notifier)\b/,
  /^\/var\/backups\b/,
  /^\/(etc|usr)\/.*-$/, // passwd- and the like: what useradd keeps of before
  /^\/etc\/\.pwd\.lock$/,
  /^\/etc\/(ld\.so\.cache|mailcap.*)$/,
  /^\/root\/\.(bash_history|cache|ssh)\b/,
  /^\/(var\/)?tmp\b/,
]

/** Every path on the host's disk that should be the same after mantl has come and gone. */
export const hostFiles = async (host: TestHost): Promise<readonly string[]> => {
  const { stdout } = await host.exec(['find', '/', '-xdev', '-path', '/proc', '-prune', '-o', '-print'])
  return stdout
    .split('\n')
    .filter(path => path !== '' && !volatile.some(pattern => pattern.test(path)))
    .sort()
}

/** Users and groups, and which units there are. */
export const hostAccounts = async (host: TestHost): Promise<string> => {
  const { stdout } = await host.exec(['sh', '-c', 'getent passwd | sort; getent group | sort; ls /etc/systemd/system'])
  return stdout
}
