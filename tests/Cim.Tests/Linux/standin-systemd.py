"""Stands in for systemd's manager on a private bus: the methods that the service provider calls, on three units."""
import sys

import dbus
import dbus.mainloop.glib
import dbus.service
from gi.repository import GLib

MANAGER = "org.freedesktop.systemd1.Manager"
units = {
    "web.service": ["A web server", "active", "enabled", 4242],
    "batch.service": ["Nightly work", "inactive", "disabled", 0],
    "broken.service": ["Fails on start", "failed", "static", 0],
}


class Unit(dbus.service.Object):
    def __init__(self, bus, name):
        self.name = name
        super().__init__(bus, path(name))

    @dbus.service.method("org.freedesktop.DBus.Properties", in_signature="s", out_signature="a{sv}")
    def GetAll(self, interface):
        start = dbus.Struct(("/usr/bin/web", ["/usr/bin/web", "--port", "80"], False, dbus.UInt64(0), dbus.UInt64(0), dbus.UInt64(0), dbus.UInt64(0),
                             dbus.UInt32(0), dbus.Int32(0), dbus.Int32(0)), signature="sasbttttuii")
        return {"MainPID": dbus.UInt32(units[self.name][3]), "User": "www", "ExecMainStatus": dbus.Int32(0),
                "ExecStart": dbus.Array([start], signature="(sasbttttuii)")}


def path(name):
    return "/org/freedesktop/systemd1/unit/" + name.replace(".", "_2e")


class Manager(dbus.service.Object):
    @dbus.service.method(MANAGER, in_signature="asas", out_signature="a(ssssssouso)")
    def ListUnitsByPatterns(self, states, patterns):
        return [(n, u[0], "loaded", u[1], "dead", "", path(n), dbus.UInt32(0), "", "/") for n, u in units.items()
                if n != "batch.service" and patterns[0] in ("*.service", n)]

    @dbus.service.method(MANAGER, in_signature="asas", out_signature="a(ss)")
    def ListUnitFilesByPatterns(self, states, patterns):
        return [("/usr/lib/systemd/system/" + n, u[2]) for n, u in units.items() if patterns[0] in ("*.service", n)] + \
            ([("/usr/lib/systemd/system/getty@.service", "enabled")] if patterns[0] == "*.service" else [])

    @dbus.service.method(MANAGER, in_signature="s", out_signature="o")
    def LoadUnit(self, name):
        return path(name)

    @dbus.service.method(MANAGER, in_signature="ss", out_signature="o")
    def StartUnit(self, name, mode):
        if name == "broken.service":
            raise dbus.exceptions.DBusException("refused by policy: access denied", name="org.freedesktop.DBus.Error.AccessDenied")
        units[name][1] = "active"
        return "/org/freedesktop/systemd1/job/1"

    @dbus.service.method(MANAGER, in_signature="ss", out_signature="o")
    def StopUnit(self, name, mode):
        units[name][1] = "inactive"
        return "/org/freedesktop/systemd1/job/2"

    @dbus.service.method(MANAGER, in_signature="asbb", out_signature="ba(sss)")
    def EnableUnitFiles(self, files, runtime, force):
        units[files[0]][2] = "enabled"
        return True, []

    @dbus.service.method(MANAGER, in_signature="asb", out_signature="a(sss)")
    def DisableUnitFiles(self, files, runtime):
        units[files[0]][2] = "disabled"
        return []

    @dbus.service.method(MANAGER, in_signature="asbb", out_signature="a(sss)")
    def MaskUnitFiles(self, files, runtime, force):
        units[files[0]][2] = "masked"
        return []

    @dbus.service.method(MANAGER, in_signature="asb", out_signature="a(sss)")
    def UnmaskUnitFiles(self, files, runtime):
        return []

    @dbus.service.method(MANAGER, in_signature="", out_signature="")
    def Reload(self):
        pass


dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
bus = dbus.bus.BusConnection(sys.argv[1])
name = dbus.service.BusName("org.freedesktop.systemd1", bus)
manager = Manager(bus, "/org/freedesktop/systemd1")
objects = [Unit(bus, n) for n in units]
print("ready", flush=True)
GLib.MainLoop().run()
