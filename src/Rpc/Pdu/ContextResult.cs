using Sekimori.Wire;

namespace Sekimori.Rpc.Pdu;

/// <summary>p_result_t: what became of one proposed presentation context ([C706] 12.6.3.1).</summary>
/// <param name="Outcome">p_cont_def_result_t.</param>
/// <param name="Reason">p_provider_reason_t; for <see cref="ContextOutcome.NegotiateAck"/> the agreed <see cref="BindTimeFeatures"/>
/// ([MS-RPCE] 2.2.2.15).</param>
/// <param name="TransferSyntax">The transfer syntax that was chosen; all zero if there is none.</param>
internal readonly record struct ContextResult(ContextOutcome Outcome, ushort Reason, SyntaxId TransferSyntax)
{
    /// <summary>Bytes of one.</summary>
    internal const int Size = 4 + SyntaxIdCodec.Size;

    /// <summary>The context is accepted, in this transfer syntax.</summary>
    public static ContextResult Accept(SyntaxId transfer) => new(ContextOutcome.Acceptance, 0, transfer);

    /// <summary>The context is rejected.</summary>
    public static ContextResult Reject(ContextReason reason) => new(ContextOutcome.ProviderRejection, (ushort)reason, default);

    /// <summary>The element was not a context, but requested features; these are agreed ([MS-RPCE] 3.3.1.5.3).</summary>
    public static ContextResult Negotiate(BindTimeFeatures features) => new(ContextOutcome.NegotiateAck, (ushort)features, default);

    internal static ContextResult Read(ref ByteReader reader) =>
        new((ContextOutcome)reader.ReadUInt16(), reader.ReadUInt16(), SyntaxIdCodec.Read(ref reader));

    internal void Write(ref ByteWriter writer)
    {
        writer.WriteUInt16((ushort)Outcome);
        writer.WriteUInt16(Reason);
        SyntaxIdCodec.Write(ref writer, TransferSyntax);
    }
}
