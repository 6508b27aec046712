using System.Diagnostics;

namespace Sekimori.Linux.Tests;

/// <summary>A message bus of its own with a stand-in for systemd on it.</summary>
internal sealed class PrivateBus : IDisposable
{
    private readonly Process _bus;
    private readonly Process _manager;

    public PrivateBus()
    {
        foreach (var tool in (string[])["/usr/bin/dbus-daemon", "/usr/bin/busctl", "/usr/bin/python3"])
            if (!File.Exists(tool))
                Assert.Skip($"{tool} is not installed");
        if (Tool.Run("/usr/bin/python3", "-c", "import dbus, gi.repository.GLib; print('ok')").Trim() != "ok")
            Assert.Skip("python3-dbus and python3-gi are not installed");
        _bus = Start("/usr/bin/dbus-daemon", "--session", "--nofork", "--print-address");
        Address = _bus.StandardOutput.ReadLine()!;
        _manager = Start("/usr/bin/python3", Path.Combine(AppContext.BaseDirectory, "standin-systemd.py"), Address);
        Assert.Equal("ready", _manager.StandardOutput.ReadLine());
    }

    public string Address { get; }

    public void Dispose()
    {
        foreach (var process in (Process[])[_manager, _bus])
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }
    }

    private static Process Start(string program, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
}
