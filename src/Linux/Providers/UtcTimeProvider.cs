using Sekimori.Cim.Providers;
using Sekimori.Linux.Classes;
using Sekimori.Linux.Host;

namespace Sekimori.Linux.Providers;

/// <summary>The present time in UTC.</summary>
internal sealed class UtcTimeProvider(LinuxHost host) : CimProvider<Win32UTCTime>
{
    public override bool MayBlock => false;

    protected override IEnumerable<Win32UTCTime> Enumerate(ProviderRequest request) =>
        [CurrentTime.Of<Win32UTCTime>(host.Time.GetUtcNow())];
}
