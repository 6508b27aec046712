using System.Globalization;
using Sekimori.Cim.Providers;
using Sekimori.Linux.Classes;
using Sekimori.Linux.Host;

namespace Sekimori.Linux.Providers;

/// <summary>
/// The enclosures: SMBIOS structures of type 3 ([DSP0134] 7.4), or what /sys says to everybody if the table is for root alone.
/// </summary>
internal sealed class SystemEnclosureProvider(DmiTable dmi) : CimProvider<Win32SystemEnclosure>
{
    private const byte Enclosure = 3, HasLock = 0x80;
    private const double InchesAUnit = 1.75; // of a rack

    public override bool MayBlock => false;

    protected override IEnumerable<Win32SystemEnclosure> Enumerate(ProviderRequest request)
    {
        var index = 0;
        foreach (var chassis in dmi.OfType(Enclosure))
            yield return Of(chassis, index++);
        if (index == 0 && dmi.Id("chassis_type") is { } type)
        {
            var enclosure = Begin(0, byte.TryParse(type, CultureInfo.InvariantCulture, out var number) ? number : null);
            enclosure.Manufacturer = dmi.Id("chassis_vendor");
            enclosure.Version = dmi.Id("chassis_version");
            enclosure.SerialNumber = dmi.Id("chassis_serial");
            enclosure.SMBIOSAssetTag = dmi.Id("chassis_asset_tag");
            yield return enclosure;
        }
    }

    private static Win32SystemEnclosure Of(DmiTable.Structure chassis, int index)
    {
        var enclosure = Begin(index, chassis.Byte(0x05));
        enclosure.Manufacturer = chassis.Text(0x04);
        enclosure.Version = chassis.Text(0x06);
        enclosure.SerialNumber = chassis.Text(0x07);
        enclosure.SMBIOSAssetTag = chassis.Text(0x08);
        // CIM's values of the security status are SMBIOS's: 1 other, 2 unknown, 3 none …
        enclosure.SecurityStatus = chassis.Byte(0x0C);
        enclosure.Height = chassis.Byte(0x11) is > 0 and var units ? (float)(units * InchesAUnit) : null;
        enclosure.NumberOfPowerCords = chassis.Byte(0x12) is > 0 and var cords ? cords : null;
        // The contained elements come before the last string; how long they are is in the two bytes before them.
        if (chassis.Byte(0x13) is { } count && chassis.Byte(0x14) is { } length)
            enclosure.SKU = chassis.Text(0x15 + count * length);
        return enclosure;
    }

    private static Win32SystemEnclosure Begin(int index, byte? type) => new()
    {
        Caption = "System Enclosure",
        Description = "System Enclosure",
        Name = "System Enclosure",
        CreationClassName = "Win32_SystemEnclosure",
        Tag = string.Create(CultureInfo.InvariantCulture, $"System Enclosure {index}"),
        ChassisTypes = type is { } known ? [(ushort)(known & ~HasLock)] : null,
        LockPresent = type is { } value ? (value & HasLock) != 0 : null,
    };
}
