using System.Collections.Immutable;
using Sekimori.Wire;

namespace Sekimori.Rpc.Pdu;

/// <summary>The body of bind and of alter_context, which have the same form ([C706] 12.6.4.3, 12.6.4.1).</summary>
/// <param name="MaxTransmitFragment">max_xmit_frag: bytes of the largest fragment that the client sends.</param>
/// <param name="MaxReceiveFragment">max_recv_frag: bytes of the largest fragment that it accepts.</param>
/// <param name="AssociationGroup">assoc_group_id: 0 for a new group.</param>
/// <param name="Contexts">p_context_elem: what it wants to call.</param>
internal sealed record BindPdu(ushort MaxTransmitFragment, ushort MaxReceiveFragment, uint AssociationGroup,
    ImmutableArray<PresentationContext> Contexts)
{
    /// <summary>Reads a body.</summary>
    /// <param name="body">What follows the common header, up to the security trailer.</param>
    /// <param name="bigEndian">The byte order that the header declares.</param>
    /// <exception cref="MalformedException">The body is not one.</exception>
    public static BindPdu Read(ReadOnlySpan<byte> body, bool bigEndian)
    {
        var reader = new ByteReader(body, bigEndian);
        var transmit = reader.ReadUInt16();
        var receive = reader.ReadUInt16();
        var group = reader.ReadUInt32();
        var list = new ContextListReader(body, bigEndian);
        // A bind without contexts may end after their number; the association reports that it has none.
        if (reader.ReadByte() > 0) reader.Skip(3);
        var contexts = ImmutableArray.CreateBuilder<PresentationContext>(Math.Min(list.Count, 8));
        while (list.TryNext(out var context)) contexts.Add(PresentationContext.Of(context));
        return list.IsWhole ? new(transmit, receive, group, contexts.DrainToImmutable())
            : throw new MalformedException(Malformed.Truncated, $"{list.Count} presentation contexts announced, {contexts.Count} there");
    }

    /// <summary>Writes the body.</summary>
    public void Write(ref ByteWriter writer)
    {
        writer.WriteUInt16(MaxTransmitFragment);
        writer.WriteUInt16(MaxReceiveFragment);
        writer.WriteUInt32(AssociationGroup);
        writer.WriteByte((byte)Contexts.Length);
        writer.WriteZeros(3);
        foreach (var context in Contexts) context.Write(ref writer);
    }
}
