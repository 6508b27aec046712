using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Sekimori.Rpc.Pdu;

/// <summary>
/// One PDU in place: header, body, security trailer, token ([C706] 12.6, [MS-RPCE] 2.2.2). Nothing is copied and nothing is trusted: what
/// is missing reads as empty. The association's strict <see cref="Framing.Fragment"/> and the passive observer of captures both read by it.
/// </summary>
internal readonly ref struct PduView
{
    /// <summary>Looks at a fragment.</summary>
    /// <param name="bytes">As many bytes as frag_length of its header; at least <see cref="PduHeader.Size"/>.</param>
    public PduView(ReadOnlySpan<byte> bytes) : this(bytes, PduHeader.Read(bytes))
    {
    }

    /// <summary>Looks at a fragment whose header has been read.</summary>
    public PduView(ReadOnlySpan<byte> bytes, PduHeader header)
    {
        Bytes = bytes;
        Header = header;
        PaddedEnd = bytes.Length;
        if (header.AuthLength == 0) return;
        // The token is the last of the fragment, its trailer the eight bytes before it ([MS-RPCE] 2.2.2.11).
        var trailer = bytes.Length - header.AuthLength - SecurityTrailer.Size;
        if (trailer < PduHeader.Size) return;
        HasTrailer = true;
        PaddedEnd = trailer;
        Trailer = SecurityTrailer.Read(bytes[trailer..], header.BigEndian);
    }

    /// <summary>The whole fragment.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>The common header.</summary>
    public PduHeader Header { get; }

    /// <summary>True if there is a security trailer; also false if auth_length announces one that does not fit.</summary>
    public bool HasTrailer { get; }

    /// <summary>The security trailer; meaningless without <see cref="HasTrailer"/>.</summary>
    public SecurityTrailer Trailer { get; }

    /// <summary>Where the body ends, authentication padding included: the offset of the security trailer, or of the end.</summary>
    public int PaddedEnd { get; }

    /// <summary>What follows the common header, authentication padding included.</summary>
    public ReadOnlySpan<byte> Body => Bytes[PduHeader.Size..PaddedEnd];

    /// <summary>The authentication token; empty if there is none.</summary>
    public ReadOnlySpan<byte> Token => HasTrailer ? Bytes[(PaddedEnd + SecurityTrailer.Size)..] : [];

    /// <summary>True if a flag is set.</summary>
    public bool Has(PfcFlags flag) => (Header.Flags & flag) != 0;

    /// <summary>p_cont_id of a request or response ([C706] 12.6.4.9, .10).</summary>
    public ushort ContextId => UInt16(20);

    /// <summary>The operation that a request is for ([C706] 12.6.4.9).</summary>
    public ushort Opnum => UInt16(22);

    /// <summary>The object UUID of a request; null if there is none, or not all of it.</summary>
    public Guid? Object => Has(PfcFlags.ObjectUuid) && PaddedEnd >= RequestHeader.StubOffset + RequestHeader.ObjectSize
        ? new(Bytes.Slice(RequestHeader.StubOffset, RequestHeader.ObjectSize), Header.BigEndian)
        : null;

    /// <summary>The stub of a request or response, without its padding; empty if there is none.</summary>
    public ReadOnlySpan<byte> Stub
    {
        get
        {
            var start = RequestHeader.StubOffset
                + (Header.Type == PduType.Request && Has(PfcFlags.ObjectUuid) ? RequestHeader.ObjectSize : 0);
            var end = PaddedEnd - (HasTrailer ? Trailer.PadLength : 0);
            return start < end ? Bytes[start..end] : [];
        }
    }

    /// <summary>The status of a fault ([C706] 12.6.4.7).</summary>
    public uint FaultStatus => UInt32(24);

    /// <summary>provider_reject_reason of a bind_nak ([C706] 12.6.4.5).</summary>
    public BindNakReason NakReason => (BindNakReason)UInt16(16);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ushort UInt16(int at) => at + 2 > Bytes.Length ? (ushort)0
        : Header.BigEndian ? BinaryPrimitives.ReadUInt16BigEndian(Bytes[at..]) : BinaryPrimitives.ReadUInt16LittleEndian(Bytes[at..]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint UInt32(int at) => at + 4 > Bytes.Length ? 0
        : Header.BigEndian ? BinaryPrimitives.ReadUInt32BigEndian(Bytes[at..]) : BinaryPrimitives.ReadUInt32LittleEndian(Bytes[at..]);
}
