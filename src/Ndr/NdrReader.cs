using Sekimori.Wire;

namespace Sekimori.Ndr;

/// <summary>
/// Reads a stub in NDR20 ([C706] chapter 14) or NDR64 ([MS-RPCE] 2.2.5), in either byte order. Every count is compared with the bytes that
/// are there and against the message's budget before anything is allocated. What cannot be read ends in <see cref="MalformedException"/>;
/// bytes after the last argument are ignored.
/// </summary>
public ref partial struct NdrReader
{
    private readonly ReadOnlyMemory<byte> _memory;
    private ByteReader _bytes;
    private NdrBudget _budget;
    private NdrAliases _aliases;

    /// <summary>Reads <paramref name="stub"/> with the budget of its length.</summary>
    public NdrReader(ReadOnlyMemory<byte> stub, NdrFormat format) : this(stub, format, NdrBudget.For(stub.Length)) { }

    /// <summary>Reads <paramref name="stub"/>.</summary>
    /// <param name="stub">Stub data from its first byte, which counts as aligned.</param>
    /// <param name="format">How its sender wrote it.</param>
    /// <param name="budget">What reading may cost.</param>
    public NdrReader(ReadOnlyMemory<byte> stub, NdrFormat format, NdrBudget budget)
    {
        _memory = stub;
        _bytes = new ByteReader(stub.Span, format.BigEndian);
        _budget = budget;
        Syntax = format.Syntax;
    }

    /// <summary>The transfer syntax that is read.</summary>
    public readonly NdrSyntax Syntax { get; }

    /// <summary>How many bytes have been consumed.</summary>
    public readonly int Position => _bytes.Position;

    /// <summary>How many bytes are left.</summary>
    public readonly int Remaining => _bytes.Remaining;

    /// <summary>The highest referent of a full pointer so far; the answer's full pointers are numbered from the next one.</summary>
    public uint HighestReferent { readonly get; private set; }

    /// <summary>Skips alignment; its content is ignored ([MS-RPCE] 3.1.1.5.3.2.2.6).</summary>
    /// <param name="alignment">A power of two.</param>
    public void Align(int alignment) => _bytes.Align(alignment);

    /// <summary>Skips the alignment of a constructed type, which differs between the two syntaxes.</summary>
    public void Align(int ndr20, int ndr64) => _bytes.Align(Syntax == NdrSyntax.Ndr64 ? ndr64 : ndr20);

    /// <summary>Skips the gap after a structure's last member. Only NDR64 has one ([MS-RPCE] 2.2.5.3.4.1).</summary>
    public void AlignEnd(int ndr64)
    {
        if (Syntax == NdrSyntax.Ndr64) _bytes.Align(ndr64);
    }

    /// <summary>Charges the message's budget with the decoded form of something that a caller is going to allocate.</summary>
    public void Charge(int count, int size) => _budget.Charge(count, size);

    private readonly MalformedException Bad(Malformed fact, string what) => new(fact, $"{what} at offset {_bytes.Position}");
}
