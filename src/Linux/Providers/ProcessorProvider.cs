using System.Globalization;
using System.Runtime.InteropServices;
using Sekimori.Cim.Providers;
using Sekimori.Linux.Classes;
using Sekimori.Linux.Host;

namespace Sekimori.Linux.Providers;

/// <summary>The processors, one instance for each package: cpuinfo, sysfs, and SMBIOS type 4 where it can be read.</summary>
internal sealed class ProcessorProvider(LinuxHost host, DmiTable dmi) : CimProvider<Win32Processor>
{
    private const byte ProcessorStructure = 4;

    // Long enough for some ticks of the kernel's accounting.
    private static readonly TimeSpan _loadSample = TimeSpan.FromMilliseconds(200);

    protected override IEnumerable<Win32Processor> Enumerate(ProviderRequest request)
    {
        var topology = CpuTopology.Read(host.Paths.Sys);
        var info = CpuInfo.Read(host.Paths.Proc);
        var sockets = dmi.OfType(ProcessorStructure).ToList();
        var load = request.Includes(Win32Processor.At.LoadPercentage) ? Load(request.CancellationToken) : null;
        foreach (var package in topology.Threads.GroupBy(t => t.Package))
            yield return Read(topology, [.. package], info, sockets.ElementAtOrDefault(package.Key), load);
    }

    private Win32Processor Read(CpuTopology topology, CpuTopology.Thread[] threads, CpuInfo info, DmiTable.Structure? socket,
        Dictionary<string, ushort>? load)
    {
        var first = threads[0];
        var labels = info.Processors.FirstOrDefault(p => p["processor"] == first.Number.ToString(CultureInfo.InvariantCulture))
            ?? new Dictionary<string, string>();
        var name = labels.GetValueOrDefault("model name") ?? labels.GetValueOrDefault("Processor");
        var flags = (labels.GetValueOrDefault("flags") ?? labels.GetValueOrDefault("Features"))?.Split(' ');
        var cores = (uint)threads.Select(t => t.Core).Distinct().Count();
        var bits = (ushort)(Environment.Is64BitOperatingSystem ? 64 : 32);
        var maximum = CpuTopology.Number(first.Directory, "cpufreq/cpuinfo_max_freq") / 1000;
        var current = CpuTopology.Number(first.Directory, "cpufreq/scaling_cur_freq") / 1000 ?? Megahertz(labels);
        var own = load is null ? [] : threads.Select(t => $"cpu{t.Number}").Where(load.ContainsKey).Select(n => (int)load[n]).ToList();
        return new Win32Processor
        {
            Caption = Describe(labels),
            Description = Describe(labels),
            Name = name,
            Status = "OK",
            CreationClassName = "Win32_Processor",
            DeviceID = $"CPU{first.Package}",
            SystemCreationClassName = "Win32_ComputerSystem",
            SystemName = host.Name,
            AddressWidth = bits,
            DataWidth = bits,
            Architecture = RuntimeInformation.OSArchitecture switch
            {
                Architecture.X86 => 0,
                Architecture.Arm => 5,
                Architecture.X64 => 9,
                Architecture.Arm64 => 12,
                _ => null,
            },
            CpuStatus = 1, // enabled
            StatusInfo = 3, // enabled
            Availability = 3, // running
            ProcessorType = 3, // central processor
            Role = "CPU",
            CurrentClockSpeed = (uint?)current,
            // The firmware knows the maximum where the kernel's frequency driver does not; what it runs at now is not a maximum.
            MaxClockSpeed = (uint?)maximum ?? NotZero(socket?.Word(0x14)),
            ExtClock = NotZero(socket?.Word(0x12)),
            L2CacheSize = topology.CacheKilobytes(first.Package, 2),
            L3CacheSize = topology.CacheKilobytes(first.Package, 3),
            Level = ushort.TryParse(labels.GetValueOrDefault("cpu family"), CultureInfo.InvariantCulture, out var level) ? level : null,
            Manufacturer = labels.GetValueOrDefault("vendor_id"),
            NumberOfCores = cores,
            NumberOfEnabledCore = cores,
            NumberOfLogicalProcessors = (uint)threads.Length,
            ThreadCount = (uint)threads.Length,
            LoadPercentage = own.Count == 0 ? null : (ushort)(own.Sum() / own.Count),
            Revision = Revision(labels),
            Stepping = labels.GetValueOrDefault("stepping"),
            SecondLevelAddressTranslationExtensions = flags is null ? null : flags.Contains("ept") || flags.Contains("npt"),
            VMMonitorModeExtensions = flags is null ? null : flags.Contains("vmx") || flags.Contains("svm"),
            SocketDesignation = socket?.Text(0x04),
            Family = socket?.Byte(0x06),
            UpgradeMethod = socket?.Byte(0x19),
            SerialNumber = socket?.Text(0x20),
            AssetTag = socket?.Text(0x21),
            PartNumber = socket?.Text(0x22),
        };
    }

    private Dictionary<string, ushort> Load(CancellationToken token)
    {
        var before = CpuTimes.Read(host.Paths.Proc);
        token.WaitHandle.WaitOne(_loadSample);
        var after = CpuTimes.Read(host.Paths.Proc);
        return after.Lines.Zip(before.Lines).Where(p => p.First.Total > p.Second.Total).ToDictionary(p => p.First.Name,
            p => (ushort)(100 - 100 * (p.First.NotBusy - p.Second.NotBusy) / (p.First.Total - p.Second.Total)));
    }

    private static string? Describe(IReadOnlyDictionary<string, string> labels) =>
        labels.TryGetValue("cpu family", out var family) && labels.TryGetValue("model", out var model)
            ? $"{RuntimeInformation.OSArchitecture} Family {family} Model {model} Stepping {labels.GetValueOrDefault("stepping")}" : null;

    private static ushort? Revision(IReadOnlyDictionary<string, string> labels) =>
        byte.TryParse(labels.GetValueOrDefault("model"), out var model)
        && byte.TryParse(labels.GetValueOrDefault("stepping"), out var stepping)
            ? (ushort)(model << 8 | stepping) : null;

    private static int? Megahertz(IReadOnlyDictionary<string, string> labels) =>
        double.TryParse(labels.GetValueOrDefault("cpu MHz"), CultureInfo.InvariantCulture, out var megahertz) ? (int)megahertz : null;

    private static uint? NotZero(ushort? value) => value is 0 ? null : value;
}
