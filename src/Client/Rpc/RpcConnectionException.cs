using Sekimori.Rpc.Association;
using Sekimori.Rpc.Pdu;
using Sekimori.Security;

namespace Sekimori.Client.Rpc;

/// <summary>A connection could not be bound, or ended while something waited for an answer.</summary>
public sealed class RpcConnectionException : IOException
{
    /// <summary>A connection that has ended.</summary>
    /// <param name="end">Why.</param>
    /// <param name="message">Why, in words.</param>
    public RpcConnectionException(AssociationEnd end, string message)
        : base(message) => End = end;

    /// <summary>Why the association has ended.</summary>
    public AssociationEnd End { get; }

    /// <summary>The reason of a bind_nak; null if there was none.</summary>
    public BindNakReason? RefusalReason { get; init; }

    /// <summary>Why the server's authentication or signature is not valid; null if it is.</summary>
    public Refusal? Refusal { get; init; }
}
