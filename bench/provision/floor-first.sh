# On a host: name, ip, mode and leader are set, the release's archive comes on stdin, which `unpack` says how to take apart.
set -eu
getent group mesos >/dev/null || groupadd --system mesos
id mesos >/dev/null 2>&1 || useradd --system -g mesos -d /nonexistent -M -s /usr/sbin/nologin mesos
mkdir -p /etc/mantl /opt/mantl/releases/floor /var/log/mesos /var/lib/mesos
chown mesos:mesos /var/log/mesos
tar $unpack -C /opt/mantl/releases/floor
ln -sfn /opt/mantl/releases/floor /opt/mantl/current
umask 077
cat > /etc/mantl/follower.env <<EOF
MESOS_MASTER=$leader:5050
MESOS_IP=0.0.0.0
MESOS_ADVERTISE_IP=$ip
MESOS_PORT=5051
MESOS_HOSTNAME=$ip
MESOS_ATTRIBUTES=node_id:$name
MESOS_RESOURCES="ports(*):[4000-5000, 7000-8000, 9000-10000, 25000-26000, 31000-32000]"
MESOS_ISOLATION=cgroups/cpu,cgroups/mem
MESOS_WORK_DIR=/var/lib/mesos
MESOS_RUNTIME_DIR=/var/run/mesos/follower
MESOS_LOG_DIR=/var/log/mesos
MESOS_LOGGING_LEVEL=WARNING
MESOS_SWITCH_USER=true
MESOS_REGISTRATION_BACKOFF_FACTOR=100ms
EOF
units=mantl-follower
if [ "$mode" != follower ]; then
  units="mantl-leader mantl-follower"
  install -d -o mesos -g mesos -m 700 /var/lib/mesos/leader
  cat > /etc/mantl/leader.env <<EOF
MESOS_IP=0.0.0.0
MESOS_ADVERTISE_IP=$ip
MESOS_PORT=5050
MESOS_HOSTNAME=$ip
MESOS_CLUSTER=bench
MESOS_WORK_DIR=/var/lib/mesos/leader
MESOS_LOG_DIR=/var/log/mesos
MESOS_LOGGING_LEVEL=WARNING
MESOS_AUTHENTICATE_FRAMEWORKS=false
MESOS_AUTHENTICATE_HTTP_FRAMEWORKS=false
MESOS_AUTHENTICATE_AGENTS=false
EOF
  cat > /etc/systemd/system/mantl-leader.service <<'EOF'
[Unit]
Description=Mesos leader
Wants=network-online.target
After=network-online.target
StartLimitIntervalSec=0
[Service]
EnvironmentFile=/etc/mantl/leader.env
ExecStart=/opt/mantl/current/bin/mesos-master
User=mesos
NoNewPrivileges=yes
ProtectSystem=full
ProtectHome=yes
PrivateTmp=yes
CapabilityBoundingSet=
Restart=always
RestartSec=1
LimitNOFILE=1048576
[Install]
WantedBy=multi-user.target
EOF
fi
cat > /etc/systemd/system/mantl-follower.service <<'EOF'
[Unit]
Description=Mesos follower
Wants=network-online.target
After=network-online.target
StartLimitIntervalSec=0
[Service]
EnvironmentFile=/etc/mantl/follower.env
ExecStart=/opt/mantl/current/bin/mesos-slave
KillMode=process
Delegate=yes
Restart=always
RestartSec=1
LimitNOFILE=1048576
TasksMax=infinity
[Install]
WantedBy=multi-user.target
EOF
chmod 644 /etc/systemd/system/mantl-*.service
sha256sum /etc/mantl/* /etc/systemd/system/mantl-*.service > /opt/mantl/files.sha256
systemctl enable --now $units 2>/dev/null
ask() {
  bash -c 'exec 3<>"/dev/tcp/127.0.0.1/$1" && printf "GET %s HTTP/1.0\r\n\r\n" "$2" >&3 && head -c 100000 <&3 | tr "\r\n" "  " | grep -Eq "$3"' bash "$@" 2>/dev/null
}
[ "$mode" = follower ] || until ask 5050 /health '200 OK'; do sleep 0.1; done
until ask 5051 /state '"id": ?"[^"]+-S[0-9]+"'; do sleep 0.1; done
