using Sekimori.Rpc.Association;
using Sekimori.Rpc.Pdu;
using Sekimori.Security;

namespace Sekimori.Client.Rpc;

/// <summary>A connection could not be bound, or ended while something waited for an answer.</summary>
public sealed class RpcConnectionException : IOException
{
    private readonly RpcFailure? _failure;

    /// <summary>A connection that has ended.</summary>
    /// <param name="end">Why.</param>
    /// <param name="message">Why, in words.</param>
    public RpcConnectionException(AssociationEnd end, string message)
        : base(message) => End = end;

    internal RpcConnectionException(RpcFailure failure, string message, Exception inner)
        : base(message, inner) => (_failure, End) = (failure, AssociationEnd.None);

    /// <summary>The reason, in terms of what a program can do about it.</summary>
    public RpcFailure Failure => _failure ?? (RefusalReason, Refusal?.Reason) switch
    {
        (BindNakReason.AuthenticationTypeNotRecognized or BindNakReason.InvalidChecksum, _) => RpcFailure.LogonDenied,
        (not null, _) => RpcFailure.Rejected,
        // What the client's own side lacks, or the server says of the logon.
        (_, Security.RefusalReason.Unavailable or Security.RefusalReason.Failed or Security.RefusalReason.RefusedByPeer
            or Security.RefusalReason.Expired
            or Security.RefusalReason.ClockSkew or Security.RefusalReason.NoCommonMechanism) => RpcFailure.LogonDenied,
        (_, not null) => RpcFailure.ServerNotTrusted,
        // A handshake that is answered with a fault has no bind_nak.
        _ when End is AssociationEnd.AuthenticationFailed or AssociationEnd.RefusedByPeer => RpcFailure.LogonDenied,
        _ => RpcFailure.ConnectionLost,
    };

    /// <summary>Why the association has ended; <see cref="AssociationEnd.None"/> where there never was one.</summary>
    public AssociationEnd End { get; }

    /// <summary>The reason of a bind_nak; null if there was none.</summary>
    public BindNakReason? RefusalReason { get; init; }

    /// <summary>Why the server's authentication or signature is not valid; null if it is.</summary>
    public Refusal? Refusal { get; init; }
}
