using Sekimori.Cim.Providers;
using Sekimori.Linux.Classes;
using Sekimori.Linux.Host;

namespace Sekimori.Linux.Providers;

/// <summary>The present time in the time zone of this host.</summary>
internal sealed class LocalTimeProvider(LinuxHost host) : CimProvider<Win32LocalTime>
{
    public override bool MayBlock => false;

    protected override IEnumerable<Win32LocalTime> Enumerate(ProviderRequest request) => [CurrentTime.Of<Win32LocalTime>(host.Now)];
}
