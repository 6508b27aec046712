using Sekimori.Cim.Providers;
using Sekimori.Linux.Classes;
using Sekimori.Linux.Host;

namespace Sekimori.Linux.Providers;

/// <summary>The swap areas that /etc/fstab names. A size is known if the area is in use.</summary>
internal sealed class PageFileSettingProvider(LinuxHost host) : CimProvider<Win32PageFileSetting>
{
    public override bool MayBlock => false;

    protected override IEnumerable<Win32PageFileSetting> Enumerate(ProviderRequest request)
    {
        var used = SwapArea.ReadAll(host.Paths.Proc).GroupBy(a => a.Name, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => (uint)(g.First().Size >> 10), StringComparer.Ordinal);
        foreach (var name in SwapArea.ReadConfigured(host.Paths.Etc, host.Paths.Dev).Distinct(StringComparer.Ordinal))
        {
            uint? size = used.TryGetValue(name, out var known) ? known : null;
            yield return new Win32PageFileSetting
            {
                Caption = name,
                Description = name,
                SettingID = name,
                Name = name,
                InitialSize = size,
                MaximumSize = size,
            };
        }
    }
}
