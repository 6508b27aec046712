using System.Globalization;
using Sekimori.Cim.Providers;
using Sekimori.Linux.Classes;
using Sekimori.Linux.Host;

namespace Sekimori.Linux.Providers;

/// <summary>The installed packages.</summary>
internal sealed class ProductProvider(LinuxHost host, IPackageSource packages) : CimProvider<Win32Product>
{
    private const short Installed = 5; // Win32_Product.InstallState

    protected override IEnumerable<Win32Product> Enumerate(ProviderRequest request)
    {
        var only = request.TryGetEqual(Win32Product.At.Name, out var name) ? name.AsString : null;
        foreach (var package in packages.Installed(request.CancellationToken))
            if (only is null || string.Equals(only, package.Name, StringComparison.OrdinalIgnoreCase))
                yield return new Win32Product
                {
                    Caption = package.Name,
                    Description = package.Summary,
                    // What Windows has a GUID for: a name may be installed for several architectures.
                    IdentifyingNumber = $"{package.Name}:{package.Architecture}",
                    Name = package.Name,
                    Version = package.Version,
                    Vendor = package.Vendor,
                    InstallDate = package.InstalledAt?.ToString("yyyyMMdd", CultureInfo.InvariantCulture),
                    InstallDate2 = package.InstalledAt is { } time ? host.ToCim(time) : null,
                    InstallState = Installed,
                    PackageName = package.Name,
                    URLInfoAbout = package.Homepage,
                };
    }
}
