using System.Collections.Immutable;
using System.Text;
using Sekimori.Wire;

namespace Sekimori.Rpc.Pdu;

/// <summary>The body of bind_ack and of alter_context_resp ([C706] 12.6.4.4, 12.6.4.2).</summary>
/// <param name="MaxTransmitFragment">max_xmit_frag: bytes of the largest fragment that the server sends.</param>
/// <param name="MaxReceiveFragment">max_recv_frag: bytes of the largest fragment that it accepts.</param>
/// <param name="AssociationGroup">assoc_group_id: the group that this connection belongs to.</param>
/// <param name="SecondaryAddress">sec_addr: the server's endpoint, a port number or a pipe's name; empty in alter_context_resp.</param>
/// <param name="Results">p_result_list: one result for each context that was proposed.</param>
internal sealed record BindAckPdu(
    ushort MaxTransmitFragment, ushort MaxReceiveFragment, uint AssociationGroup, string SecondaryAddress,
    ImmutableArray<ContextResult> Results)
{
    /// <summary>Reads a body.</summary>
    /// <param name="body">What follows the common header, up to the security trailer.</param>
    /// <param name="bigEndian">The byte order that the header declares.</param>
    /// <exception cref="MalformedException">The body is not one.</exception>
    public static BindAckPdu Read(ReadOnlySpan<byte> body, bool bigEndian)
    {
        var reader = new ByteReader(body, bigEndian);
        var transmit = reader.ReadUInt16();
        var receive = reader.ReadUInt16();
        var group = reader.ReadUInt32();
        var list = new ResultListReader(body, bigEndian);
        if (!list.HasList) throw new MalformedException(Malformed.Truncated, "a bind_ack that ends before its results");
        if (list.Count * ContextResult.Size > body.Length)
            throw new MalformedException(Malformed.BadLength, $"{list.Count} results announced");
        var results = ImmutableArray.CreateBuilder<ContextResult>(list.Count);
        while (list.TryNext(out var result)) results.Add(result);
        if (!list.IsWhole) throw new MalformedException(Malformed.BadLength, $"{list.Count} results announced, {results.Count} there");
        // [C706] 12.6.3.1: sec_addr ends with a zero octet that its length counts.
        return new(transmit, receive, group, Encoding.ASCII.GetString(list.SecondaryAddress).TrimEnd('\0'), results.MoveToImmutable());
    }

    /// <summary>Writes the body.</summary>
    /// <param name="writer">Stands at the start of the body, 4-aligned.</param>
    public void Write(ref ByteWriter writer)
    {
        writer.WriteUInt16(MaxTransmitFragment);
        writer.WriteUInt16(MaxReceiveFragment);
        writer.WriteUInt32(AssociationGroup);
        if (SecondaryAddress.Length == 0)
            writer.WriteUInt16(0);
        else
        {
            writer.WriteUInt16(checked((ushort)(SecondaryAddress.Length + 1)));
            Encoding.ASCII.GetBytes(SecondaryAddress, writer.Reserve(SecondaryAddress.Length));
            writer.WriteByte(0);
        }

        writer.Align(4);
        writer.WriteByte((byte)Results.Length);
        writer.WriteZeros(3);
        foreach (var result in Results) result.Write(ref writer);
    }
}
