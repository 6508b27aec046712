using Sekimori.Guard;
using Sekimori.Rpc.Pdu;
using Sekimori.Security;

namespace Sekimori.Rpc.Association;

/// <summary>The answer of a security provider to a token.</summary>
internal readonly struct SecurityLegAnswer
{
    private SecurityLegAnswer(SecurityLegOutcome outcome, ReadOnlyMemory<byte> token, SecurityContext? protection, Caller? caller,
        BindNakReason reason, uint callStatus = 0)
    {
        Outcome = outcome;
        Token = token;
        Protection = protection;
        Caller = caller;
        Reason = reason;
        CallStatus = callStatus;
    }

    /// <summary>The state.</summary>
    public SecurityLegOutcome Outcome { get; }

    /// <summary>The token for the client.</summary>
    public ReadOnlyMemory<byte> Token { get; }

    /// <summary>Signs and seals, once complete.</summary>
    public SecurityContext? Protection { get; }

    /// <summary>The client's identity, once complete.</summary>
    public Caller? Caller { get; }

    /// <summary>The answer to a rejected bind.</summary>
    public BindNakReason Reason { get; }

    /// <summary>The answer to the first request after a rejected auth3, which has no answer itself.</summary>
    public uint CallStatus { get; }

    /// <summary>
    /// True if the token itself is rejected: it is too long, or something follows it. An alter_context then gets access denied, as from
    /// Windows.
    /// </summary>
    public bool IsTokenBroken { get; private init; }

    /// <summary>True if something follows the token: what Windows answers even an auth3 for, which has no answer otherwise.</summary>
    public bool IsTrailed { get; private init; }

    /// <summary>The client must send another leg.</summary>
    public static SecurityLegAnswer Continue(ReadOnlyMemory<byte> token) => new(SecurityLegOutcome.Continue, token, null, null, default);

    /// <summary>The client is authenticated.</summary>
    /// <param name="token">The last token; may be empty.</param>
    /// <param name="protection">Signs and seals; it allows what the level of the security context requires. It is disposed of with the
    /// association.</param>
    /// <param name="caller">The client's identity.</param>
    public static SecurityLegAnswer Complete(ReadOnlyMemory<byte> token, SecurityContext? protection, Caller caller) =>
        new(SecurityLegOutcome.Complete, token, protection, caller, default);

    /// <summary>The client is not authenticated.</summary>
    /// <param name="reason">The answer to a bind; <see cref="BindNakReason.AuthenticationTypeNotRecognized"/> if there is no such
    /// provider.</param>
    /// <param name="callStatus">The answer to the first request if the rejected token was an auth3's.</param>
    public static SecurityLegAnswer Refuse(
        BindNakReason reason = BindNakReason.InvalidChecksum, uint callStatus = RpcStatus.AccessDenied) =>
        new(SecurityLegOutcome.Refused, default, null, null, reason, callStatus);

    /// <summary>The client's token is rejected before it proves anything.</summary>
    /// <param name="isTrailed">True if something follows the token, false if it is too long.</param>
    public static SecurityLegAnswer RefuseToken(bool isTrailed) =>
        new(SecurityLegOutcome.Refused, default, null, null, BindNakReason.InvalidChecksum, RpcStatus.AccessDenied)
        {
            IsTokenBroken = true, IsTrailed = isTrailed
        };
}
