using System.Buffers.Binary;
using System.Text;
using Sekimori.Wire;

namespace Sekimori.Security.Ntlm;

/// <summary>
/// A sequence of AV_PAIR ([MS-NLMP] 2.2.2.1): a challenge describes its server, and a response the client's intent. Keeps order and unknown
/// attributes.
/// </summary>
internal sealed class TargetInfo
{
    // Ten attributes are defined; Windows sends seven. More than this many are an attempt to make us work.
    private const int MostPairs = 64;

    private readonly List<(AvId Id, byte[] Value)> _pairs = [];

    /// <summary>The attributes in their order.</summary>
    public IReadOnlyList<(AvId Id, byte[] Value)> Pairs => _pairs;

    /// <summary>The value of an attribute; null if missing.</summary>
    public byte[]? this[AvId id]
    {
        get
        {
            foreach (var pair in _pairs)
            {
                if (pair.Id == id) return pair.Value;
            }

            return null;
        }
    }

    /// <summary>An attribute that is a name; null if missing.</summary>
    public string? Text(AvId id) => this[id] is { } value ? Encoding.Unicode.GetString(value) : null;

    /// <summary>MsvAvFlags, none if missing.</summary>
    public AvFlags Flags => this[AvId.Flags] is { Length: >= 4 } value
        ? (AvFlags)BinaryPrimitives.ReadUInt32LittleEndian(value)
        : AvFlags.None;

    /// <summary>MsvAvTimestamp, the server's clock; null if missing.</summary>
    public DateTimeOffset? Timestamp =>
        this[AvId.Timestamp] is { Length: 8 } value ? FileTime.ToTime(BinaryPrimitives.ReadInt64LittleEndian(value)) : null;

    /// <summary>Sets an attribute: in its place if it exists, else at the end.</summary>
    public TargetInfo Set(AvId id, byte[] value)
    {
        var at = _pairs.FindIndex(pair => pair.Id == id);
        if (at < 0) _pairs.Add((id, value));
        else _pairs[at] = (id, value);
        return this;
    }

    /// <summary>Sets an attribute that is a name.</summary>
    public TargetInfo Set(AvId id, string text) => Set(id, Encoding.Unicode.GetBytes(text));

    /// <summary>Sets a flag.</summary>
    public TargetInfo Set(AvFlags flag)
    {
        var value = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(value, (uint)(Flags | flag));
        return Set(AvId.Flags, value);
    }

    /// <summary>Sets MsvAvTimestamp.</summary>
    public TargetInfo Set(DateTimeOffset time)
    {
        var value = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(value, time.UtcDateTime.ToFileTimeUtc());
        return Set(AvId.Timestamp, value);
    }

    /// <summary>Reads a sequence; what follows its end is ignored ([MS-NLMP] note 30).</summary>
    /// <exception cref="MalformedException">It does not end, or has too many attributes.</exception>
    public static TargetInfo Read(ReadOnlySpan<byte> bytes)
    {
        var info = new TargetInfo();
        var reader = new AvPairReader(bytes);
        while (reader.TryNext(out var id, out var value))
        {
            if (info._pairs.Count == MostPairs) throw new MalformedException(Malformed.TooMany, "attributes of NTLM target information");
            info._pairs.Add((id, value.ToArray()));
        }

        return reader.IsEnded ? info : throw new MalformedException(Malformed.Truncated, "NTLM target information without its end");
    }

    /// <summary>The sequence with its end.</summary>
    public byte[] ToArray()
    {
        var writer = new ByteWriter(stackalloc byte[512]);
        foreach (var (id, value) in _pairs)
        {
            writer.WriteUInt16((ushort)id);
            writer.WriteUInt16(checked((ushort)value.Length));
            writer.WriteBytes(value);
        }

        writer.WriteZeros(4); // MsvAvEOL
        var bytes = writer.Written.ToArray();
        writer.Dispose();
        return bytes;
    }
}
