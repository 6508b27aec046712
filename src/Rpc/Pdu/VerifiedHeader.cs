namespace Sekimori.Rpc.Pdu;

/// <summary>What a <see cref="VerificationTrailer"/> repeats of a request's headers.</summary>
/// <param name="Interface">The interface of the presentation context, as the client named it.</param>
/// <param name="TransferSyntax">Its transfer syntax.</param>
/// <param name="CallId">call_id.</param>
/// <param name="ContextId">p_cont_id.</param>
/// <param name="Opnum">The operation.</param>
/// <param name="BigEndian">The byte order of the request.</param>
/// <param name="SignsHeaders">True if header signing was requested.</param>
internal readonly record struct VerifiedHeader(
    SyntaxId Interface, SyntaxId TransferSyntax, uint CallId, ushort ContextId, ushort Opnum, bool BigEndian = false,
    bool SignsHeaders = false);
