using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Sekimori.Posture.Offline;

/// <summary>The bytes of a registry value as text ([MS-RRP] 2.2.9).</summary>
internal static class RegistryValue
{
    /// <summary>REG_SZ.</summary>
    public const uint Text = 1;

    /// <summary>REG_EXPAND_SZ.</summary>
    public const uint ExpandText = 2;

    /// <summary>REG_BINARY.</summary>
    public const uint Binary = 3;

    /// <summary>REG_DWORD.</summary>
    public const uint Number = 4;

    /// <summary>REG_MULTI_SZ.</summary>
    public const uint Texts = 7;

    private const uint BigEndianNumber = 5, LongNumber = 11;

    // What a report can show; a longer binary value is of no check.
    private const int MaxHex = 512;

    /// <summary>The value as text.</summary>
    public static string Of(uint type, ReadOnlySpan<byte> data) => type switch
    {
        Text or ExpandText => Until(Encoding.Unicode.GetString(data)),
        Number when data.Length >= 4 => BinaryPrimitives.ReadUInt32LittleEndian(data).ToString(CultureInfo.InvariantCulture),
        BigEndianNumber when data.Length >= 4 => BinaryPrimitives.ReadUInt32BigEndian(data).ToString(CultureInfo.InvariantCulture),
        LongNumber when data.Length >= 8 => BinaryPrimitives.ReadUInt64LittleEndian(data).ToString(CultureInfo.InvariantCulture),
        Texts => string.Join(',', Encoding.Unicode.GetString(data).Split('\0', StringSplitOptions.RemoveEmptyEntries)),
        _ => Convert.ToHexStringLower(data[..Math.Min(data.Length, MaxHex)]),
    };

    // A text ends at its null, whatever follows.
    private static string Until(string text) => text.IndexOf('\0', StringComparison.Ordinal) is >= 0 and var end ? text[..end] : text;
}
