using System.Collections.Immutable;
using Sekimori.Wire;

namespace Sekimori.Rpc.Pdu;

/// <summary>p_cont_elem_t: a presentation context that the client proposes ([C706] 12.6.3.1).</summary>
/// <param name="Id">p_cont_id: what requests will call this context.</param>
/// <param name="AbstractSyntax">The interface.</param>
/// <param name="TransferSyntaxes">The ways to encode it that the client offers, the preferred one first.</param>
public sealed record PresentationContext(ushort Id, SyntaxId AbstractSyntax, ImmutableArray<SyntaxId> TransferSyntaxes)
{
    internal static PresentationContext Read(ref ByteReader reader)
    {
        var id = reader.ReadUInt16();
        var count = reader.ReadByte();
        reader.Skip(1);
        var @abstract = SyntaxIdCodec.Read(ref reader);
        if (reader.Remaining < count * SyntaxIdCodec.Size) throw new MalformedException(Malformed.BadLength, $"{count} transfer syntaxes announced");
        var transfers = ImmutableArray.CreateBuilder<SyntaxId>(count);
        for (var i = 0; i < count; i++) transfers.Add(SyntaxIdCodec.Read(ref reader));
        return new(id, @abstract, transfers.MoveToImmutable());
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
