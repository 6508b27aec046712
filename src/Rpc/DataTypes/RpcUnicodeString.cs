using Sekimori.Ndr.Attributes;
using Sekimori.Observations;
using Sekimori.Rpc.Interfaces;

namespace Sekimori.Rpc.DataTypes;

/// <summary>RPC_UNICODE_STRING ([MS-DTYP] 2.3.10): counted in bytes, not terminated.</summary>
/// <param name="Length">Bytes of text.</param>
/// <param name="MaximumLength">Bytes of the buffer.</param>
/// <param name="Buffer">The text.</param>
[NdrStruct]
public readonly partial record struct RpcUnicodeString(
    ushort Length, ushort MaximumLength, [SizeIs("MaximumLength / 2"), LengthIs("Length / 2")] char[]? Buffer) : IObserved
{
    /// <summary>A string of this text.</summary>
    /// <exception cref="OverflowException">It has more than 32,767 characters.</exception>
    public static RpcUnicodeString Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var bytes = checked((ushort)(text.Length * 2));
        return new(bytes, bytes, text.ToCharArray());
    }

    /// <inheritdoc/>
    public void Observe(Fact fact, FactSet facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (Buffer is { Length: > 0 }) facts.Add(fact, ToString());
    }

    /// <summary>The text.</summary>
    public override string ToString() => new(Buffer);
}
