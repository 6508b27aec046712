using System.Buffers;
using System.Runtime.CompilerServices;

namespace Sekimori.Ndr;

/// <summary>
/// Writes a stub in NDR20 ([C706] chapter 14) or NDR64 ([MS-RPCE] 2.2.5), little-endian, straight into the buffers that will be sent.
/// Nothing is patched afterwards, so nothing is copied. <see cref="Complete"/> passes on what is still in the current buffer.
/// </summary>
public ref partial struct NdrWriter
{
    // Most answers fit here; asking for it once keeps the common path to a single buffer.
    private const int UsualSize = 256;

    private readonly IBufferWriter<byte> _output;
    private Span<byte> _span;
    private int _used;
    private int _advanced;
    private NdrReferents _referents;

    /// <summary>Writes to <paramref name="output"/>, whose next byte counts as aligned.</summary>
    /// <param name="output">Receives the stub.</param>
    /// <param name="syntax">The transfer syntax.</param>
    /// <param name="usedReferent">The highest referent of a full pointer in the request that this answers: the same number again would be
    /// an alias of that pointee.</param>
    public NdrWriter(IBufferWriter<byte> output, NdrSyntax syntax, uint usedReferent = 0)
    {
        _output = output;
        _referents = new NdrReferents(usedReferent);
        _span = output.GetSpan(UsualSize);
        Syntax = syntax;
    }

    /// <summary>The transfer syntax that is written.</summary>
    public readonly NdrSyntax Syntax { get; }

    /// <summary>How many bytes have been written.</summary>
    public readonly int Position => _advanced + _used;

    /// <summary>Hands what was written to the output. Nothing is written afterwards.</summary>
    public void Complete()
    {
        _output.Advance(_used);
        _advanced += _used;
        _used = 0;
        _span = default;
    }

    /// <summary>Writes the zeros of an alignment.</summary>
    /// <param name="alignment">A power of two.</param>
    public void Align(int alignment)
    {
        var gap = -Position & (alignment - 1);
        if (gap != 0) Reserve(gap).Clear();
    }

    /// <summary>Writes the alignment of a constructed type, which differs between the two syntaxes.</summary>
    public void Align(int ndr20, int ndr64) => Align(Syntax == NdrSyntax.Ndr64 ? ndr64 : ndr20);

    /// <summary>Writes the gap after a structure's last member. Only NDR64 has one ([MS-RPCE] 2.2.5.3.4.1).</summary>
    public void AlignEnd(int ndr64)
    {
        if (Syntax == NdrSyntax.Ndr64) Align(ndr64);
    }

    /// <summary>Writes octets as they are.</summary>
    public void WriteBytes(scoped ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _span.Length - _used)
        {
            // A long run is copied in pieces into whatever buffers the output has.
            Complete();
            _output.Write(bytes);
            _advanced += bytes.Length;
            _span = _output.GetSpan(UsualSize);
            return;
        }
        bytes.CopyTo(_span[_used..]);
        _used += bytes.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<byte> Reserve(int count)
    {
        if (_span.Length - _used < count) Turn(count);
        var run = _span.Slice(_used, count);
        _used += count;
        return run;
    }

    private void Turn(int count)
    {
        Complete();
        _span = _output.GetSpan(Math.Max(count, UsualSize));
    }
}
