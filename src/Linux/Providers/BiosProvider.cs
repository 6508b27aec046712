using System.Globalization;
using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;
using Sekimori.Linux.Classes;
using Sekimori.Linux.Host;

namespace Sekimori.Linux.Providers;

/// <summary>The firmware. A machine without DMI, many a virtual one, has no instance.</summary>
internal sealed class BiosProvider(DmiTable dmi) : CimProvider<Win32BIOS>
{
    private const ushort Running = 3; // CIM_SoftwareElement.SoftwareElementState

    public override bool MayBlock => false;

    protected override IEnumerable<Win32BIOS> Enumerate(ProviderRequest request)
    {
        var version = dmi.Id("bios_version");
        if (version is null)
            yield break;
        var release = dmi.Id("bios_release")?.Split('.');
        var controller = dmi.Id("ec_firmware_release")?.Split('.');
        yield return new Win32BIOS
        {
            Caption = version,
            Description = version,
            Name = version,
            Status = "OK",
            Manufacturer = dmi.Id("bios_vendor"),
            SerialNumber = dmi.Id("product_serial"),
            SoftwareElementID = version,
            SoftwareElementState = Running,
            TargetOperatingSystem = 0, // unknown: the firmware is for any
            Version = version,
            PrimaryBIOS = true,
            BIOSVersion = [version],
            ReleaseDate = DateOnly.TryParseExact(
                dmi.Id("bios_date"), "MM/dd/yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
                ? new CimDateTime(new DateTimeOffset(date.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero)) : null,
            SMBIOSBIOSVersion = version,
            SMBIOSMajorVersion = dmi.Version?.Major,
            SMBIOSMinorVersion = dmi.Version?.Minor,
            SMBIOSPresent = true,
            SystemBiosMajorVersion = Part(release, 0),
            SystemBiosMinorVersion = Part(release, 1),
            EmbeddedControllerMajorVersion = Part(controller, 0),
            EmbeddedControllerMinorVersion = Part(controller, 1),
        };
    }

    private static byte? Part(string[]? parts, int index) =>
        parts is { Length: 2 } && byte.TryParse(parts[index], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : null;
}
