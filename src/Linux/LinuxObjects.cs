using Sekimori.Cim.Schema;
using Sekimori.Linux.Classes;
using Sekimori.Linux.Host;
using Sekimori.Linux.Providers;

namespace Sekimori.Linux;

/// <summary>Registers the objects of a Linux host with an object manager.</summary>
public static class LinuxObjects
{
    /// <summary>The namespace that tools ask for most objects.</summary>
    public const string CimV2 = "root/cimv2";

    /// <summary>Adds every class of Linux to the object manager that is being built.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="sources">Where the facts come from; what is not given is this host.</param>
    /// <returns>The builder.</returns>
    public static ObjectManagerBuilder AddLinux(this ObjectManagerBuilder builder, LinuxSources? sources = null)
    {
        sources ??= new LinuxSources();
        var host = new LinuxHost(sources.Paths, sources.Time);
        var memory = new MemoryFacts(host);
        var sessions = new SessionFacts(host);
        return builder
            .Add(CimV2, Win32ProcessStartup.Definition)
            .Add(CimV2, new OperatingSystemProvider(host, memory, sessions, sources.Power))
            .Add(CimV2, new ProcessProvider(host, new ProcessActions(host)))
            .Add(CimV2, new LogicalDiskProvider(host));
    }
}
