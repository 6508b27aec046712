namespace Sekimori.Rpc.Pdu;

/// <summary>The presentation contexts of a bind or alter_context, one after the other, in place (p_cont_list_t, [C706] 12.6.3.1).</summary>
internal ref struct ContextListReader
{
    /// <summary>Bytes before the list: fragment sizes and group ([C706] 12.6.4.3).</summary>
    private const int ListOffset = 8;

    /// <summary>Bytes before the first element: their number, and three of no meaning.</summary>
    private const int HeadSize = 4;

    private readonly ReadOnlySpan<byte> _body;
    private readonly bool _bigEndian;
    private int _at, _left;

    /// <summary>Stands before the first context.</summary>
    /// <param name="body">The body of the PDU: what follows its common header.</param>
    /// <param name="bigEndian">The byte order that the header declares.</param>
    public ContextListReader(ReadOnlySpan<byte> body, bool bigEndian)
    {
        _body = body;
        _bigEndian = bigEndian;
        _at = ListOffset + HeadSize;
        if (body.Length > ListOffset) Count = _left = body[ListOffset];
    }

    /// <summary>How many contexts are announced.</summary>
    public int Count { get; }

    /// <summary>True once all that were announced have been read.</summary>
    public readonly bool IsWhole => _left == 0;

    /// <summary>Reads the next context; its transfer syntaxes may be cut short.</summary>
    /// <returns>False if there are no more, or the body ends.</returns>
    public bool TryNext(out PresentationContextView context)
    {
        context = default;
        if (_left == 0 || _at + PresentationContextView.FixedSize > _body.Length) return false;
        context = new(_body[_at..], _bigEndian);
        _at += PresentationContextView.FixedSize + context.TransferCount * SyntaxIdCodec.Size;
        _left--;
        return true;
    }
}
