using System.Net.NetworkInformation;
using System.Runtime.InteropServices;
using Sekimori.Cim.Providers;
using Sekimori.Linux.Classes;
using Sekimori.Linux.Host;

namespace Sekimori.Linux.Providers;

/// <summary>This host as a whole.</summary>
internal sealed class ComputerSystemProvider(LinuxHost host, MemoryFacts memory, DmiTable dmi, SessionFacts sessions)
    : CimProvider<Win32ComputerSystem>
{
    protected override IEnumerable<Win32ComputerSystem> Enumerate(ProviderRequest request)
    {
        var topology = CpuTopology.Read(host.Paths.Sys);
        var now = host.Now;
        var zone = host.Time.LocalTimeZone;
        var domain = IPGlobalProperties.GetIPGlobalProperties().DomainName is { Length: > 0 } name and not "(none)" ? name : null;
        yield return new Win32ComputerSystem
        {
            Caption = host.Name,
            Description = RuntimeInformation.OSArchitecture.ToString(),
            Name = host.Name,
            Status = "OK",
            CreationClassName = "Win32_ComputerSystem",
            BootROMSupported = null,
            BootupState = "Normal boot",
            ChassisSKUNumber = dmi.Id("chassis_sku"),
            CurrentTimeZone = (short)now.Offset.TotalMinutes,
            DaylightInEffect = zone.SupportsDaylightSavingTime ? zone.IsDaylightSavingTime(now) : null,
            EnableDaylightSavingsTime = zone.SupportsDaylightSavingTime,
            DNSHostName = host.Name,
            Domain = domain,
            HypervisorPresent = CpuInfo.Read(host.Paths.Proc).HasFlag("hypervisor"),
            Manufacturer = dmi.Id("sys_vendor"),
            Model = dmi.Id("product_name"),
            NumberOfLogicalProcessors = (uint)topology.Threads.Count,
            NumberOfProcessors = (uint)topology.Packages,
            SystemFamily = dmi.Id("product_family"),
            SystemSKUNumber = dmi.Id("product_sku"),
            SystemType = RuntimeInformation.OSArchitecture switch
            {
                Architecture.X64 => "x64-based PC",
                Architecture.X86 => "X86-based PC",
                Architecture.Arm64 => "ARM64-based PC",
                _ => null,
            },
            TotalPhysicalMemory = memory.Value.Total * 1024,
            UserName = sessions.Read().Select(s => s.Facts)
                .FirstOrDefault(s => s.ContainsKey("SEAT") && s.GetValueOrDefault("ACTIVE") == "1")?.GetValueOrDefault("USER"),
        };
    }
}
