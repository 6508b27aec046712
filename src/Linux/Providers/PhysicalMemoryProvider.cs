using System.Globalization;
using Sekimori.Cim.Providers;
using Sekimori.Linux.Classes;
using Sekimori.Linux.Host;

namespace Sekimori.Linux.Providers;

/// <summary>
/// The memory modules: SMBIOS structures of type 17 ([DSP0134] 7.18). Without DMI, or without the right to read it, there are none.
/// </summary>
internal sealed class PhysicalMemoryProvider(DmiTable dmi) : CimProvider<Win32PhysicalMemory>
{
    private const byte MemoryDevice = 17;
    private const ushort SizeUnknown = 0xFFFF, SizeExtended = 0x7FFF, InKilobytes = 0x8000, SpeedExtended = 0xFFFF;

    public override bool MayBlock => false;

    protected override IEnumerable<Win32PhysicalMemory> Enumerate(ProviderRequest request)
    {
        var index = -1;
        foreach (var module in dmi.OfType(MemoryDevice))
        {
            index++;
            if (Capacity(module) is not { } capacity)
                continue; // an empty socket
            yield return new Win32PhysicalMemory
            {
                Caption = "Physical Memory",
                Description = "Physical Memory",
                Name = "Physical Memory",
                CreationClassName = "Win32_PhysicalMemory",
                Tag = string.Create(CultureInfo.InvariantCulture, $"Physical Memory {index}"),
                Capacity = capacity,
                TotalWidth = Known(module.Word(0x08)),
                DataWidth = Known(module.Word(0x0A)),
                FormFactor = FormFactor(module.Byte(0x0E)),
                DeviceLocator = module.Text(0x10),
                BankLabel = module.Text(0x11),
                SMBIOSMemoryType = module.Byte(0x12),
                TypeDetail = module.Word(0x13),
                Speed = Speed(module, 0x15, 0x54),
                Manufacturer = module.Text(0x17),
                SerialNumber = module.Text(0x18),
                PartNumber = module.Text(0x1A),
                Attributes = module.Byte(0x1B) & 0x0Fu,
                ConfiguredClockSpeed = Speed(module, 0x20, 0x58),
                MinVoltage = NotZero(module.Word(0x22)),
                MaxVoltage = NotZero(module.Word(0x24)),
                ConfiguredVoltage = NotZero(module.Word(0x26)),
            };
        }
    }

    private static ulong? Capacity(DmiTable.Structure module) => module.Word(0x0C) switch
    {
        null or 0 or SizeUnknown => null,
        SizeExtended => module.DoubleWord(0x1C) is { } megabytes ? (megabytes & 0x7FFFFFFFul) << 20 : null,
        { } size when (size & InKilobytes) != 0 => (ulong)(size & 0x7FFF) << 10,
        { } size => (ulong)size << 20,
    };

    private static uint? Speed(DmiTable.Structure module, int offset, int extended) => module.Word(offset) switch
    {
        null or 0 => null,
        SpeedExtended => module.DoubleWord(extended),
        { } speed => speed,
    };

    // SMBIOS: 9 DIMM, 0x0D SODIMM …; CIM_Chip.FormFactor: 8 DIMM, 12 SODIMM, 13 SRIMM. Others have no counterpart here.
    private static ushort? FormFactor(byte? smbios) => smbios switch
    {
        0x01 => 1,
        0x03 => 7,
        0x09 => 8,
        0x0C => 11,
        0x0D => 12,
        0x0E => 13,
        0x0F => null,
        _ => 0,
    };

    private static ushort? Known(ushort? width) => width is 0xFFFF ? null : width;

    private static uint? NotZero(ushort? value) => value is 0 ? null : value;
}
