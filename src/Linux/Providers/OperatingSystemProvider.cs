using System.Runtime.InteropServices;
using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;
using Sekimori.Guard;
using Sekimori.Linux.Classes;
using Sekimori.Linux.Host;

namespace Sekimori.Linux.Providers;

/// <summary>The operating system: os-release(5), proc(5), locale.conf(5).</summary>
internal sealed partial class OperatingSystemProvider(LinuxHost host, MemoryFacts memory, SessionFacts sessions, IPowerControl power)
    : CimProvider<Win32OperatingSystem>
{
    private const ushort Linux = 36; // CIM_OperatingSystem.OSType

    // Changes only with a setting or a mount.
    private readonly Cached<Slow> _slow = new(host.Time, TimeSpan.FromSeconds(60), () => Slow.Read(host));

    // Counting processes reads a directory with an entry for each.
    private readonly Cached<Counts> _counts = new(host.Time, TimeSpan.FromSeconds(1),
        () => new Counts((uint)ProcessProvider.ProcessIds(host.Paths.Proc).Count(), sessions.Count()));

    public override bool MayBlock => false;

    protected override IEnumerable<Win32OperatingSystem> Enumerate(ProviderRequest request) => [Read()];

    protected override Win32OperatingSystem? Get(CimObjectPath path, ProviderRequest request) => Read();

    [CimMethod(Role.Administrator)]
    [CimQualifier("Description", "Restarts the host")]
    private Task<uint> Reboot(ProviderCall call) => power.RebootAsync(call.Caller, call.CancellationToken);

    [CimMethod(Role.Administrator)]
    [CimQualifier("Description", "Stops the host and turns it off")]
    private Task<uint> Shutdown(ProviderCall call) => power.ShutdownAsync(call.Caller, call.CancellationToken);

    private Win32OperatingSystem Read()
    {
        var slow = _slow.Value;
        var counts = _counts.Value;
        var kilobytes = memory.Value;
        var now = host.Now;
        return new Win32OperatingSystem
        {
            Caption = host.SystemName,
            Name = host.SystemName,
            Description = slow.Description,
            Status = "OK",
            CreationClassName = "Win32_OperatingSystem",
            CSCreationClassName = "Win32_ComputerSystem",
            CSName = host.Name,
            CurrentTimeZone = (short)now.Offset.TotalMinutes,
            Distributed = false,
            FreePhysicalMemory = kilobytes.Available,
            FreeSpaceInPagingFiles = kilobytes.SwapFree,
            FreeVirtualMemory = kilobytes.Available + kilobytes.SwapFree,
            LastBootUpTime = host.ToCim(host.Boot),
            LocalDateTime = new CimDateTime(now),
            MaxNumberOfProcesses = slow.MaxProcesses,
            NumberOfProcesses = counts.Processes,
            NumberOfUsers = counts.Sessions,
            OSType = Linux,
            SizeStoredInPagingFiles = kilobytes.SwapTotal,
            TotalVirtualMemorySize = kilobytes.Total + kilobytes.SwapTotal,
            TotalVisibleMemorySize = kilobytes.Total,
            Version = host.Release.GetValueOrDefault("VERSION_ID") ?? slow.Kernel,
            BootDevice = slow.BootDevice,
            BuildNumber = slow.Kernel,
            CodeSet = slow.CodeSet,
            DataExecutionPrevention_Available = slow.NoExecute,
            Manufacturer = host.Release.GetValueOrDefault("VENDOR_NAME"),
            MUILanguages = slow.Languages,
            OSArchitecture = Environment.Is64BitOperatingSystem ? "64-bit" : "32-bit",
            Primary = true,
            SystemDevice = slow.SystemDevice,
            SystemDrive = "/",
        };
    }

    private sealed record Counts(uint Processes, uint? Sessions);

    private sealed record Slow(string? Description, uint? MaxProcesses, string? Kernel, string? BootDevice, string? SystemDevice,
        string? CodeSet,
        string[]? Languages, bool? NoExecute)
    {
        public static Slow Read(LinuxHost host)
        {
            var paths = host.Paths;
            var mounts = MountTable.Read(paths.Proc);
            var root = mounts.LastOrDefault(m => m.Target == "/");
            var boot = mounts.LastOrDefault(m => m.Target == "/boot") ?? root;
            var locale = KeyValueFile.Read(Path.Combine(paths.Etc, "locale.conf"), Path.Combine(paths.Etc, "default/locale"))
                .GetValueOrDefault("LANG");
            return new Slow(
                KeyValueFile.Read(Path.Combine(paths.Etc, "machine-info")).GetValueOrDefault("PRETTY_HOSTNAME"),
                uint.TryParse(KernelFile.ReadText(Path.Combine(paths.Proc, "sys/kernel/pid_max")), out var most) ? most : null,
                KernelFile.ReadText(Path.Combine(paths.Proc, "sys/kernel/osrelease")),
                boot?.Device, root?.Device,
                locale?.EndsWith("UTF-8", StringComparison.OrdinalIgnoreCase) is true ? "65001" : null, // the code page number of UTF-8
                locale?.Split('.', '@')[0] is { Length: 5 } language ? [language.Replace('_', '-')] : null,
                RuntimeInformation.OSArchitecture is Architecture.X64 or Architecture.X86 ? CpuInfo.Read(paths.Proc).HasFlag("nx") : null);
        }
    }
}
