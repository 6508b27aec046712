using Sekimori.Rpc;
using Sekimori.Rpc.Pdu;

namespace Sekimori.Client.Rpc;

/// <summary>
/// The server does not serve an interface, or in none of the transfer syntaxes that were offered. The connection can still be used.
/// </summary>
/// <param name="interface">The interface.</param>
/// <param name="reason">The server's reason.</param>
public sealed class RpcBindException(SyntaxId @interface, ContextReason reason) : Exception($"The server denies {@interface}: {reason}.")
{
    /// <summary>The interface.</summary>
    public SyntaxId Interface { get; } = @interface;

    /// <summary>The server's reason.</summary>
    public ContextReason Reason { get; } = reason;
}
