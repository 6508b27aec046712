using System.Buffers.Binary;

namespace Sekimori.Security.Ntlm;

/// <summary>A sequence of AV_PAIR ([MS-NLMP] 2.2.2.1), one after the other, in place.</summary>
internal ref struct AvPairReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>True once MsvAvEOL has been read: what follows it is ignored ([MS-NLMP] note 30).</summary>
    public bool IsEnded { get; private set; }

    /// <summary>Reads the next attribute.</summary>
    /// <returns>False at the end: the sequence's own, or that of the bytes, which <see cref="IsEnded"/> distinguishes.</returns>
    public bool TryNext(out AvId id, out ReadOnlySpan<byte> value)
    {
        id = AvId.End;
        value = default;
        if (IsEnded || _rest.Length < 4) return false;
        int length = BinaryPrimitives.ReadUInt16LittleEndian(_rest[2..]);
        if (length > _rest.Length - 4) return false;
        id = (AvId)BinaryPrimitives.ReadUInt16LittleEndian(_rest);
        IsEnded = id == AvId.End;
        if (IsEnded) return false;
        value = _rest.Slice(4, length);
        _rest = _rest[(4 + length)..];
        return true;
    }
}
