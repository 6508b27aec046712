using System.Collections.Immutable;
using Sekimori.Wire;

namespace Sekimori.Rpc.Pdu;

/// <summary>p_cont_elem_t: a presentation context that the client proposes ([C706] 12.6.3.1).</summary>
/// <param name="Id">p_cont_id: what requests will call this context.</param>
/// <param name="AbstractSyntax">The interface.</param>
/// <param name="TransferSyntaxes">The ways to encode it that the client offers, the preferred one first.</param>
internal sealed record PresentationContext(ushort Id, SyntaxId AbstractSyntax, ImmutableArray<SyntaxId> TransferSyntaxes)
{
    /// <summary>Copies a context out of its PDU.</summary>
    /// <exception cref="MalformedException">Its transfer syntaxes are not all there.</exception>
    internal static PresentationContext Of(in PresentationContextView view)
    {
        if (!view.IsWhole) throw new MalformedException(Malformed.BadLength, $"{view.TransferCount} transfer syntaxes announced");
        var transfers = ImmutableArray.CreateBuilder<SyntaxId>(view.TransferCount);
        for (var i = 0; i < view.TransferCount; i++) transfers.Add(view.TransferSyntax(i));
        return new(view.Id, view.AbstractSyntax, transfers.MoveToImmutable());
    }

    internal void Write(ref ByteWriter writer)
    {
        writer.WriteUInt16(Id);
        writer.WriteByte((byte)TransferSyntaxes.Length);
        writer.WriteByte(0);
        SyntaxIdCodec.Write(ref writer, AbstractSyntax);
        foreach (var transfer in TransferSyntaxes) SyntaxIdCodec.Write(ref writer, transfer);
    }
}
