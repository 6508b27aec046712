using Sekimori.Cim.Providers;
using Sekimori.Linux.Classes;
using Sekimori.Linux.Host;

namespace Sekimori.Linux.Providers;

/// <summary>
/// The machine as its maker names it, from DMI. The serial number and the UUID are for root alone; a key that cannot be read is empty.
/// </summary>
internal sealed class ComputerSystemProductProvider(DmiTable dmi) : CimProvider<Win32ComputerSystemProduct>
{
    public override bool MayBlock => false;

    protected override IEnumerable<Win32ComputerSystemProduct> Enumerate(ProviderRequest request)
    {
        if (dmi.Id("product_name") is not { } name)
            yield break;
        yield return new Win32ComputerSystemProduct
        {
            Caption = "Computer System Product",
            Description = "Computer System Product",
            IdentifyingNumber = dmi.Id("product_serial") ?? "",
            Name = name,
            SKUNumber = dmi.Id("product_sku"),
            Vendor = dmi.Id("sys_vendor"),
            Version = dmi.Id("product_version") ?? "",
            UUID = dmi.Id("product_uuid")?.ToUpperInvariant(),
        };
    }
}
