using System.Buffers.Binary;
using Sekimori.Wire;

namespace Sekimori.Rpc.Pdu;

/// <summary>
/// The results of the proposed contexts, one after the other, in a bind_ack or alter_context_resp (p_result_list_t, [C706] 12.6.3.1).
/// </summary>
internal ref struct ResultListReader
{
    /// <summary>Bytes before the secondary address's length: fragment sizes and group ([C706] 12.6.4.4).</summary>
    private const int AddressOffset = 8;

    /// <summary>Bytes before the first result: their number, and three of no meaning.</summary>
    private const int HeadSize = 4;

    private readonly ReadOnlySpan<byte> _body;
    private readonly bool _bigEndian;
    private int _at, _left;

    /// <summary>Stands before the first result.</summary>
    /// <param name="body">The body of the PDU: what follows its common header.</param>
    /// <param name="bigEndian">The byte order that the header declares.</param>
    public ResultListReader(ReadOnlySpan<byte> body, bool bigEndian)
    {
        _body = body;
        _bigEndian = bigEndian;
        if (body.Length < AddressOffset + 2) return;
        int length = bigEndian
            ? BinaryPrimitives.ReadUInt16BigEndian(body[AddressOffset..])
            : BinaryPrimitives.ReadUInt16LittleEndian(body[AddressOffset..]);
        if (length > body.Length - AddressOffset - 2) return;
        SecondaryAddress = body.Slice(AddressOffset + 2, length);
        // What follows the address is 4-aligned, from the PDU's start and so from the body's too.
        _at = (AddressOffset + 2 + length + 3) & ~3;
        if (_at + HeadSize > body.Length) return;
        Count = _left = body[_at];
        _at += HeadSize;
        HasList = true;
    }

    /// <summary>sec_addr, with its terminator.</summary>
    public ReadOnlySpan<byte> SecondaryAddress { get; }

    /// <summary>True if the body reaches as far as the list.</summary>
    public bool HasList { get; }

    /// <summary>How many results are announced.</summary>
    public int Count { get; }

    /// <summary>True once all that were announced have been read.</summary>
    public readonly bool IsWhole => HasList && _left == 0;

    /// <summary>Reads the next result.</summary>
    /// <returns>False if there are no more, or the body ends.</returns>
    public bool TryNext(out ContextResult result)
    {
        result = default;
        if (_left == 0 || _at + ContextResult.Size > _body.Length) return false;
        var reader = new ByteReader(_body[_at..], _bigEndian);
        result = ContextResult.Read(ref reader);
        _at += ContextResult.Size;
        _left--;
        return true;
    }
}
