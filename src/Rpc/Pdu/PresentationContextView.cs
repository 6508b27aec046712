using System.Buffers.Binary;
using Sekimori.Wire;

namespace Sekimori.Rpc.Pdu;

/// <summary>One proposed presentation context in place (p_cont_elem_t, [C706] 12.6.3.1).</summary>
internal readonly ref struct PresentationContextView
{
    /// <summary>Bytes before the transfer syntaxes.</summary>
    internal const int FixedSize = 4 + SyntaxIdCodec.Size;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly bool _bigEndian;

    /// <summary>Looks at a context.</summary>
    /// <param name="bytes">From its first byte on; what follows it may follow. At least <see cref="FixedSize"/> bytes.</param>
    /// <param name="bigEndian">The byte order.</param>
    internal PresentationContextView(ReadOnlySpan<byte> bytes, bool bigEndian)
    {
        _bytes = bytes;
        _bigEndian = bigEndian;
    }

    /// <summary>p_cont_id.</summary>
    public ushort Id => _bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(_bytes) : BinaryPrimitives.ReadUInt16LittleEndian(_bytes);

    /// <summary>How many transfer syntaxes are announced.</summary>
    public int TransferCount => _bytes[2];

    /// <summary>True if they are all there.</summary>
    public bool IsWhole => _bytes.Length - FixedSize >= TransferCount * SyntaxIdCodec.Size;

    /// <summary>The interface.</summary>
    public SyntaxId AbstractSyntax => Read(4);

    /// <summary>One of the transfer syntaxes; only if <see cref="IsWhole"/>.</summary>
    public SyntaxId TransferSyntax(int number) => Read(FixedSize + number * SyntaxIdCodec.Size);

    private SyntaxId Read(int at)
    {
        var reader = new ByteReader(_bytes[at..], _bigEndian);
        return SyntaxIdCodec.Read(ref reader);
    }
}
