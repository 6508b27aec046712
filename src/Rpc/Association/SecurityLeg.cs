using Sekimori.Rpc.Pdu;

namespace Sekimori.Rpc.Association;

/// <summary>
/// A token of an authentication, for a security provider. The provider's state between legs is kept with <see cref="Context"/>.
/// </summary>
internal sealed class SecurityLeg
{
    internal SecurityLeg(SecuritySlot context, PduType pdu, byte[] token, uint callId)
    {
        Context = context;
        Pdu = pdu;
        Token = token;
        CallId = callId;
    }

    /// <summary>The security context that is being built.</summary>
    public SecuritySlot Context { get; }

    /// <summary>
    /// The PDU that brought the token: bind, alter_context, or auth3, which has no answer and therefore must be the last leg.
    /// </summary>
    public PduType Pdu { get; }

    /// <summary>The token.</summary>
    public ReadOnlyMemory<byte> Token { get; }

    internal uint CallId { get; }

    /// <summary>The bind or alter_context that waits for the token's answer; null for auth3.</summary>
    internal BindQuestion? Question { get; init; }
}
