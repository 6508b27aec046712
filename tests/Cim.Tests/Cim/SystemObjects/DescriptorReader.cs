using System.Buffers.Binary;
using System.Globalization;

namespace Sekimori.Cim.Tests.SystemObjects;

/// <summary>Reads a security descriptor by [MS-DTYP] 2.4.6 on its own, to check what is written.</summary>
internal sealed class DescriptorReader(byte[] bytes)
{
    public string Text
    {
        get
        {
            var text = $"{bytes[0]}-{Word(2):X} {Sid(Long(4))} {Sid(Long(8))}";
            var dacl = Long(16);
            Assert.Equal(bytes.Length, dacl + Word(dacl + 2));
            var at = dacl + 8;
            for (var i = 0; i < Word(dacl + 4); i++)
            {
                text += $" [0x{Long(at + 4):X} {Sid(at + 8)}]";
                at += Word(at + 2);
            }
            Assert.Equal(bytes.Length, at);
            return text;
        }
    }

    private string Sid(int at)
    {
        var parts = Enumerable.Range(0, bytes[at + 1]).Select(i => ((uint)Long(at + 8 + 4 * i)).ToString(CultureInfo.InvariantCulture));
        return $"S-{bytes[at]}-{bytes[at + 7]}-{string.Join('-', parts)}";
    }

    private int Word(int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));

    private int Long(int at) => BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at));
}
