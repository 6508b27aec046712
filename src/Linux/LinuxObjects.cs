using Sekimori.Cim.Providers;
using Sekimori.Cim.Schema;
using Sekimori.Linux.Classes;
using Sekimori.Linux.Host;
using Sekimori.Linux.Performance;
using Sekimori.Linux.Privileges;
using Sekimori.Linux.Providers;

namespace Sekimori.Linux;

/// <summary>Registers the objects of a Linux host with an object manager.</summary>
internal static class LinuxObjects
{
    /// <summary>The namespace that tools ask for most objects.</summary>
    public const string CimV2 = "root/cimv2";

    /// <summary>The namespace of the newer network classes.</summary>
    public const string StandardCimV2 = "root/StandardCimv2";

    /// <summary>Adds every class of Linux to the object manager that is being built.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="sources">Where the facts come from; the default for each is this host.</param>
    /// <returns>The builder.</returns>
    public static ObjectManagerBuilder AddLinux(this ObjectManagerBuilder builder, LinuxSources? sources = null)
    {
        sources ??= new LinuxSources();
        var host = new LinuxHost(sources.Paths, sources.Time);
        var memory = new MemoryFacts(host);
        var sessions = new SessionFacts(host);
        var dmi = new DmiTable(host);
        var accounts = new AccountFiles(host);
        if (sources.Keeper is { } keeper)
            sources = sources with { Power = new KeeperPower(keeper), Services = new KeeperServices(keeper, sources.Services) };
        var packages = sources.PackagesOrOwn;
        var processes = new ProcessProvider(host, new ProcessActions(host, sources));
        ICimProvider[] providers =
        [
            new OperatingSystemProvider(host, memory, sessions, sources.Power),
            new ComputerSystemProvider(host, memory, dmi, sessions),
            new BiosProvider(dmi),
            new ProcessorProvider(host, dmi),
            new PhysicalMemoryProvider(dmi),
            new LogicalDiskProvider(host),
            new DiskDriveProvider(host),
            new DiskPartitionProvider(host),
            new DiskToPartitionProvider(host),
            new LogicalDiskToPartitionProvider(host),
            new NetworkAdapterProvider(host),
            new NetworkConfigurationProvider(host),
            new NetworkAdapterSettingProvider(host),
            processes,
            new ServiceProvider(host, sources.Services),
            new UserAccountProvider(host, accounts, sources.Keeper),
            new GroupProvider(host, accounts),
            new GroupUserProvider(host, accounts),
            new LogonSessionProvider(host, sessions),
            new LoggedOnUserProvider(host, sessions),
            new ProductProvider(host, packages),
            new QuickFixProvider(host, packages),
            new TimeZoneProvider(host),
            new EnvironmentProvider(host, sources.Keeper),
            new VolumeProvider(host),
            new PageFileUsageProvider(host),
            new PageFileSettingProvider(host),
            new UtcTimeProvider(host),
            new LocalTimeProvider(host),
            new ComputerSystemProductProvider(dmi),
            new SystemEnclosureProvider(dmi),
            new ShareProvider(host),
            new DataFileProvider(host, sources),
            new EventLogProvider(host, new Journal(sources.JournalFile)),
        ];
        foreach (var provider in providers)
            builder.Add(CimV2, provider);
        CounterSet[] counters =
        [
            new ProcessorCounters(host), new MemoryCounters(host, memory), new SystemCounters(host), new LogicalDiskCounters(host),
            new PhysicalDiskCounters(host), new ProcessCounters(host, processes), new InterfaceCounters(host, adapters: false),
            new InterfaceCounters(host, adapters: true),
        ];
        foreach (var set in counters)
            builder.Add(CimV2, new CounterProvider(set, formatted: false)).Add(CimV2, new CounterProvider(set, formatted: true));
        return builder.AddSystem(sources.StoreConsumers).Add(CimV2, Win32ProcessStartup.Definition)
            .Add(StandardCimV2, new TcpConnectionProvider(host));
    }
}
