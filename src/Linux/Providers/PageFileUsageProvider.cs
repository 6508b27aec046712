using Sekimori.Cim.Providers;
using Sekimori.Linux.Classes;
using Sekimori.Linux.Host;

namespace Sekimori.Linux.Providers;

/// <summary>The swap areas in use: /proc/swaps. The kernel keeps no peak of their use.</summary>
internal sealed class PageFileUsageProvider(LinuxHost host) : CimProvider<Win32PageFileUsage>
{
    public override bool MayBlock => false;

    protected override IEnumerable<Win32PageFileUsage> Enumerate(ProviderRequest request) =>
        SwapArea.ReadAll(host.Paths.Proc).Select(area => new Win32PageFileUsage
        {
            Caption = area.Name,
            Description = area.Name,
            Name = area.Name,
            Status = "OK",
            AllocatedBaseSize = (uint)(area.Size >> 10),
            CurrentUsage = (uint)(area.Used >> 10),
            // "A temporary page file": memory that is compressed, and gone with the next start.
            TempPageFile = Path.GetFileName(area.Name).StartsWith("zram", StringComparison.Ordinal),
        });
}
