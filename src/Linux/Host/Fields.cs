using System.Buffers.Text;

namespace Sekimori.Linux.Host;

/// <summary>Walks through text of the kernel field by field, without allocating.</summary>
internal ref struct Fields(ReadOnlySpan<byte> text)
{
    private ReadOnlySpan<byte> _rest = text;

    /// <summary>The next field; empty at the end.</summary>
    public ReadOnlySpan<byte> Next()
    {
        _rest = _rest.TrimStart(" \t\n"u8);
        var end = _rest.IndexOfAny(" \t\n"u8);
        var field = end < 0 ? _rest : _rest[..end];
        _rest = end < 0 ? default : _rest[end..];
        return field;
    }

    /// <summary>Skips fields.</summary>
    public void Skip(int count)
    {
        while (count-- > 0)
            Next();
    }

    /// <summary>The next field as an unsigned number; zero if it is not one.</summary>
    public ulong UInt64() => Utf8Parser.TryParse(Next(), out ulong value, out _) ? value : 0;

    /// <summary>The next field as a signed number; zero if it is not one.</summary>
    public long Int64() => Utf8Parser.TryParse(Next(), out long value, out _) ? value : 0;

    /// <summary>The number after a label of a file such as /proc/meminfo; null if the label is missing.</summary>
    /// <param name="text">The file.</param>
    /// <param name="label">The label with its colon.</param>
    public static ulong? After(ReadOnlySpan<byte> text, ReadOnlySpan<byte> label)
    {
        while (!text.IsEmpty)
        {
            var end = text.IndexOf((byte)'\n');
            var line = end < 0 ? text : text[..end];
            if (line.StartsWith(label))
                return Utf8Parser.TryParse(line[label.Length..].Trim(" \t"u8), out ulong value, out _) ? value : null;
            text = end < 0 ? default : text[(end + 1)..];
        }
        return null;
    }
}
