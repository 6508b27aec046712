using Sekimori.Cim.Providers;
using Sekimori.Linux.Classes;
using Sekimori.Linux.Host;

namespace Sekimori.Linux.Providers;

/// <summary>The security updates that are pending. A package manager keeps no list of those that were installed, so that there are only
/// these, and InstalledOn is null.</summary>
internal sealed class QuickFixProvider(LinuxHost host, IPackageSource packages) : CimProvider<Win32QuickFixEngineering>
{
    protected override IEnumerable<Win32QuickFixEngineering> Enumerate(ProviderRequest request)
    {
        foreach (var update in packages.SecurityUpdates(request.CancellationToken))
            yield return new Win32QuickFixEngineering
            {
                Caption = update.Source,
                Description = "Security Update",
                CSName = host.Name,
                FixComments = $"Pending: {update.Current ?? "not installed"} is to become {update.Version}",
                HotFixID = $"{update.Package}={update.Version}",
                ServicePackInEffect = "",
            };
    }
}
