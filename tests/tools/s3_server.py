#!/usr/bin/python3
"""OpenStack Swift with its S3 interface, whole, in this one process on loopback.

usage: s3_server.py DIRECTORY

Needs Debian's python3-swift and python3-lxml, starts no daemon and leaves nothing outside DIRECTORY, which must lie
on a file system with extended attributes. The first line on stdout is the URL. Region us-east-1, key id test:tester,
secret testing. SIGTERM ends it.
"""
import eventlet

eventlet.monkey_patch(thread=False)

import configparser
import os
import signal
import socket
import sys

SERVERS = ("account", "container", "object")
FILTERS = {
    "catch_errors": {},
    "gatekeeper": {},
    "listing_formats": {},
    "s3api": {"location": "us-east-1"},
    "tempauth": {"user_test_tester": "testing .admin"},
    "slo": {},
    "dlo": {},
}


def write_ini(path, sections):
    config = configparser.RawConfigParser()
    config.read_dict(sections)
    with open(path, "w", encoding="utf-8") as file:
        config.write(file)


class LocalCache:
    """What the proxy keeps in memcached elsewhere: container facts and tokens."""

    def __init__(self):
        self.values = {}

    def get(self, key, **_):
        return self.values.get(key)

    def set(self, key, value, **_):
        self.values[key] = value

    def delete(self, key, **_):
        self.values.pop(key, None)

    def incr(self, key, delta=1, **_):
        self.values[key] = self.values.get(key, 0) + delta
        return self.values[key]


class Silence:
    def write(self, *_):
        pass

    def flush(self):
        pass


def main(directory):
    etc = os.path.join(directory, "etc")
    devices = os.path.join(directory, "devices")
    os.makedirs(etc)
    os.makedirs(os.path.join(devices, "disk"))
    swift_conf = os.path.join(etc, "swift.conf")
    write_ini(swift_conf, {
        "swift-hash": {"swift_hash_path_suffix": "tests"},
        "storage-policy:0": {"name": "only", "default": "yes"},
    })

    # Swift looks for this file in /etc; every module that read it on import has to read it again.
    from swift.common import storage_policy, utils
    utils.SWIFT_CONF_FILE = storage_policy.SWIFT_CONF_FILE = swift_conf
    utils.validate_hash_conf()
    storage_policy.reload_storage_policies()
    from eventlet import wsgi
    from paste.deploy import loadapp
    from swift.common.ring import RingBuilder
    from swift.common.wsgi import SwiftHttpProtocol

    sockets = {}
    for name in SERVERS + ("proxy",):
        sockets[name] = eventlet.listen(("127.0.0.1", 0), backlog=128)
        sockets[name].setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    ports = {name: one.getsockname()[1] for name, one in sockets.items()}

    common = {"swift_dir": etc, "devices": devices, "mount_check": "false", "disable_fallocate": "true",
              "fallocate_reserve": "0", "log_level": "ERROR", "log_udp_host": "127.0.0.1", "log_udp_port": "9",
              "recon_cache_path": directory}
    for name in SERVERS:
        ring = RingBuilder(2, 1, 0)
        ring.add_dev({"id": 0, "region": 1, "zone": 1, "weight": 1.0, "device": "disk", "meta": "",
                      "ip": "127.0.0.1", "port": ports[name],
                      "replication_ip": "127.0.0.1", "replication_port": ports[name]})
        ring.rebalance()
        ring.get_ring().save(os.path.join(etc, name + ".ring.gz"))
        write_ini(os.path.join(etc, name + ".conf"), {
            "DEFAULT": common,
            "pipeline:main": {"pipeline": "app"},
            "app:app": {"use": "egg:swift#" + name},
        })
    proxy = {
        "DEFAULT": common,
        "pipeline:main": {"pipeline": " ".join(list(FILTERS) + ["proxy-server"])},
        "app:proxy-server": {"use": "egg:swift#proxy", "account_autocreate": "true"},
    }
    for name, options in FILTERS.items():
        proxy["filter:" + name] = {"use": "egg:swift#" + name, **options}
    write_ini(os.path.join(etc, "proxy.conf"), proxy)

    cache = LocalCache()

    def with_cache(app):
        def call(environment, start_response):
            environment["swift.cache"] = cache
            return app(environment, start_response)
        return call

    for name, listener in sockets.items():
        app = loadapp("config:" + os.path.join(etc, name + ".conf"))
        eventlet.spawn(wsgi.server, listener, with_cache(app) if name == "proxy" else app, Silence(),
                       protocol=SwiftHttpProtocol, log_output=False, capitalize_response_headers=False)

    print("http://127.0.0.1:%d" % ports["proxy"], flush=True)
    while True:
        eventlet.sleep(3600)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    main(os.path.abspath(sys.argv[1]))
