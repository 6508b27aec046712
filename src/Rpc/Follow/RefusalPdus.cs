using Sekimori.Rpc.Pdu;
using Sekimori.Wire;

namespace Sekimori.Rpc.Follow;

/// <summary>The answers of a gateway to what it does not pass on: those of a server that denies it.</summary>
internal static class RefusalPdus
{
    /// <summary>A bind_nak without a reason, as a server answers a bind that it denies ([MS-RPCE] 3.3.1.5.2.1).</summary>
    public static byte[] BindNak(uint callId)
    {
        var writer = new ByteWriter(stackalloc byte[BindNakPdu.WholeSize]);
        writer.WriteZeros(PduHeader.Size);
        new BindNakPdu(BindNakReason.NotSpecified).Write(ref writer);
        return Finish(ref writer, PduType.BindNak, PfcFlags.Whole, callId);
    }

    /// <summary>A fault. It has no verifier: a gateway has no key ([MS-RPCE] 3.3.1.5.5).</summary>
    public static byte[] Fault(uint callId, ushort contextId, uint status)
    {
        var writer = new ByteWriter(stackalloc byte[FaultPdu.WholeSize]);
        writer.WriteZeros(PduHeader.Size);
        new FaultPdu(contextId, 0, status).Write(ref writer);
        return Finish(ref writer, PduType.Fault, PfcFlags.Whole | PfcFlags.DidNotExecute, callId);
    }

    private static byte[] Finish(scoped ref ByteWriter writer, PduType type, PfcFlags flags, uint callId)
    {
        new PduHeader(type, flags, checked((ushort)writer.Position), 0, callId).Write(writer.WrittenMutable);
        var whole = writer.Written.ToArray();
        writer.Dispose();
        return whole;
    }
}
