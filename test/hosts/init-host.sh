#!/bin/sh
# PID 1 of a test host until it becomes systemd (or sshd): builds the host's view of the world and moves into it.
# Runs in fresh mount, uts, ipc, pid and cgroup namespaces. From the environment:
#   HOST_NAME   the host's name
#   HOST_LOWER  the image's folders for overlay, topmost first, separated by colons
#   HOST_DIR    the host's own folder: upper/, work/ and ext4/ in it; root/ is where the overlay goes; disk.img: a file system of its own
#   HOST_INIT   systemd or sshd
set -eu
root=$HOST_DIR/root

mount --make-rprivate /
hostname "$HOST_NAME"
disk=$HOST_DIR
if [ -f "$HOST_DIR/disk.img" ]; then
  disk=$HOST_DIR/disk
  mkdir -p "$disk"
  mount -o loop "$HOST_DIR/disk.img" "$disk"
  [ -d "$disk/work" ] || { cp -a "$HOST_DIR/upper" "$disk"; mkdir "$disk/work"; }
fi
mount -t overlay overlay -o "lowerdir=$HOST_LOWER,upperdir=$disk/upper,workdir=$disk/work" "$root"
mount -t proc -o nosuid,nodev,noexec proc "$root/proc"
mount -t sysfs -o nosuid,nodev,noexec sysfs "$root/sys"
mount -t tmpfs -o mode=755,size=4m tmpfs "$root/dev"
mount -t tmpfs -o mode=755,nosuid,nodev tmpfs "$root/run"
mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs "$root/tmp"
mount --bind "$HOST_DIR/ext4" "$root/var/lib/ext4"

# Device nodes: name, major, minor.
while read -r name major minor; do
  mknod -m 666 "$root/dev/$name" c "$major" "$minor"
done <<'EOF'
null 1 3
zero 1 5
full 1 7
random 1 8
urandom 1 9
tty 5 0
fuse 10 229
EOF
mkdir "$root/dev/pts" "$root/dev/shm" "$root/dev/mqueue"
mount -t devpts -o newinstance,ptmxmode=666,mode=620,gid=5 devpts "$root/dev/pts"
mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs "$root/dev/shm"
mount -t mqueue mqueue "$root/dev/mqueue"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
ln -s /proc/self/fd/0 "$root/dev/stdin"
ln -s /proc/self/fd/1 "$root/dev/stdout"
ln -s /proc/self/fd/2 "$root/dev/stderr"

# Every v1 hierarchy of the machine and cgroup2; the cgroup namespace makes the host's own group their root.
mount -t tmpfs -o mode=755 tmpfs "$root/sys/fs/cgroup"
while IFS=: read -r _ controllers _; do
  case $controllers in
    '') folder=unified type=cgroup2 options=rw ;;
    name=*) folder=${controllers#name=} type=cgroup options=none,$controllers ;;
    *) folder=$controllers type=cgroup options=$controllers ;;
  esac
  mkdir "$root/sys/fs/cgroup/$folder"
  mount -t "$type" -o "$options" "$type" "$root/sys/fs/cgroup/$folder"
  case $folder in
    *,*) for one in $(echo "$folder" | tr , ' '); do ln -s "$folder" "$root/sys/fs/cgroup/$one"; done ;;
  esac
done < /proc/self/cgroup

# The machine's kernel settings are not the host's to change; those of its network are.
mount --bind "$root/proc/sys" "$root/proc/sys"
mount --bind "$root/proc/sys/net" "$root/proc/sys/net"
mount -o remount,bind,ro "$root/proc/sys"

cd "$root"
mkdir -p .old
pivot_root . .old
umount -l /.old
rmdir /.old 2>/dev/null || :

case $HOST_INIT in
  sshd) mkdir -p /run/sshd; set -- /usr/sbin/sshd -D -e ;;
  *) set -- /lib/systemd/systemd --system ;;
esac
exec env -i container=test-host PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
  setpriv --bounding-set=-sys_time,-sys_module,-sys_rawio,-syslog,-wake_alarm "$@"
