# shellcheck shell=bash
# Sourced by service-guest: the machines around the gateway of the example configuration, each a network
# namespace, and packets between two of them.
#
#    client wlan0 --- wlan0 (gateway) uplink0 --- core0 anchor lan0 --- eth0 server

client=02:00:00:00:00:01 server=198.18.0.2

make_machines() {
    local name
    for name in client anchor server; do ip netns add "$name"; done
    ip link add wlan0 type veth peer name wlan0 address "$client" netns client
    ip link add uplink0 type veth peer name core0 netns anchor
    ip -n anchor link add lan0 type veth peer name eth0 netns server
    ip link set wlan0 up
    ip link set uplink0 up
    ip address add 192.0.2.11 peer 198.51.100.40 dev uplink0
    ip -n client link set wlan0 up
    ip -n anchor -batch - <<END
link set lo up
link set core0 up
link set lan0 up
address add 198.51.100.40 peer 192.0.2.11 dev core0
address add 198.18.0.1/24 dev lan0
END
    ip netns exec anchor sysctl -q net.ipv4.ip_forward=1
    ip -n server link set eth0 up
    ip -n server address add "$server/24" dev eth0
    ip -n server route add 203.0.113.0/24 via 198.18.0.1
}

# start_anchor ROOT: the lab's anchor, as the package has it.
start_anchor() {
    ip netns exec anchor chroot "$1" /usr/sbin/magd-lma --config /usr/share/doc/magd/examples/lma.toml > /tmp/anchor.log 2>&1 &
    until grep -q ready /tmp/anchor.log; do kill -0 $! || { cat /tmp/anchor.log; return 1; }; sleep 0.1; done
}

# configure_client ADDRESS: what DHCP does.
configure_client() {
    ip -n client address add "$1/24" dev wlan0
    ip -n client route add default via 203.0.113.1
}

# A thousand packets a second each way, from the hundredth answer until the stream is ended.
start_stream() {
    ip netns exec client ping -n -i 0.001 "$server" > /tmp/stream 2>&1 &
    stream=$!
    wait_for_answers 100
}

answers() { grep -c "bytes from" /tmp/stream || true; }

# wait_for_answers NUMBER: so many more.
wait_for_answers() {
    local goal=$(($(answers) + $1))
    until [ "$(answers)" -ge "$goal" ]; do kill -0 "$stream" || return 1; sleep 0.1; done
}

# Fails if a packet was lost before the last answer; some come back first.
end_stream() {
    wait_for_answers 100
    kill -INT "$stream"
    wait "$stream" || true
    # The numbers of ICMP begin anew after 65,535, and answers may come in another order.
    sed -nE 's/.*bytes from .* icmp_seq=([0-9]+) .*/\1/p' /tmp/stream | awk '
        { last += ($1 - last % 65536 + 98304) % 65536 - 32768; if (!(last in seen)) came++; seen[last]; if (last > most) most = last }
        END { print most " packets each way, " most - came " without an answer"; exit most != came }'
}
