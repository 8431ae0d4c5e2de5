#!/bin/sh
# Turns a fresh Debian tree ($1) into the base image of the test hosts. Part of the image's recipe: a change builds it anew.
set -eu
root=$1

: > "$root/etc/machine-id"
rm -f "$root"/etc/ssh/ssh_host_* "$root/etc/hostname" "$root/var/lib/dbus/machine-id"
: > "$root/etc/resolv.conf"
mkdir -p "$root/var/lib/ext4" "$root/root/.ssh" "$root/etc/ssh/sshd_config.d"
chmod 700 "$root/root/.ssh"

cat > "$root/etc/ssh/sshd_config.d/test-host.conf" <<'EOF'
UseDNS no
HostKey /etc/ssh/ssh_host_ed25519_key
MaxStartups 200
EOF

# A login must not wait for logind.
sed '/pam_systemd/d' "$root/etc/pam.d/common-session" > "$root/etc/pam.d/common-session-sshd"
sed -i 's/^@include common-session$/@include common-session-sshd/' "$root/etc/pam.d/sshd"

for user in deploy nosudo; do
  chroot "$root" useradd --create-home --shell /bin/bash --password '*' "$user"
  install -d -m 700 "$root/home/$user/.ssh"
  chroot "$root" chown "$user:$user" "/home/$user/.ssh"
done
echo 'deploy ALL=(ALL) NOPASSWD: ALL' > "$root/etc/sudoers.d/deploy"
chmod 440 "$root/etc/sudoers.d/deploy"

# The host's disk is thrown away: syncing it only makes installing slow. The mirror's dates are the machine's concern.
rm -f "$root/etc/apt/apt.conf.d/99mmdebstrap" "$root/etc/dpkg/dpkg.cfg.d/99mmdebstrap"
echo force-unsafe-io > "$root/etc/dpkg/dpkg.cfg.d/test-host"
cat > "$root/etc/apt/apt.conf.d/90test-host" <<'EOF'
Acquire::Check-Valid-Until "false";
Acquire::Check-Date "false";
Acquire::Languages "none";
EOF

# What makes no sense in a container, or would wake up in the middle of a test.
for unit in \
  apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer e2scrub_reap.service fstrim.timer \
  systemd-udevd.service systemd-udevd-control.socket systemd-udevd-kernel.socket systemd-udev-trigger.service \
  getty.target getty@tty1.service console-getty.service serial-getty@.service systemd-logind-varlink.socket \
  sys-kernel-config.mount sys-kernel-debug.mount sys-kernel-tracing.mount sys-fs-fuse-connections.mount \
  dev-hugepages.mount dev-mqueue.mount proc-sys-fs-binfmt_misc.automount systemd-binfmt.service \
  systemd-modules-load.service systemd-sysctl.service systemd-resolved.service systemd-networkd.service \
  systemd-timesyncd.service systemd-remount-fs.service systemd-random-seed.service systemd-firstboot.service \
  systemd-pstore.service modprobe@.service kmod-static-nodes.service networking.service
do
  ln -sf /dev/null "$root/etc/systemd/system/$unit"
done
