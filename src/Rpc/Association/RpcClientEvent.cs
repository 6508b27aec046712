using Sekimori.Rpc.Pdu;

namespace Sekimori.Rpc.Association;

/// <summary>One event of a client association.</summary>
internal readonly struct RpcClientEvent
{
    private readonly object? _subject;

    internal RpcClientEvent(RpcClientEventKind kind, object? subject = null, uint status = 0, byte[]? token = null)
    {
        Kind = kind;
        _subject = subject;
        Status = status;
        Token = token;
    }

    /// <summary>What happened.</summary>
    public RpcClientEventKind Kind { get; }

    /// <summary>The call of <see cref="RpcClientEventKind.Replied"/> and <see cref="RpcClientEventKind.Faulted"/>.</summary>
    public RpcClientCall Call => (RpcClientCall)_subject!;

    /// <summary>The answer of <see cref="RpcClientEventKind.Bound"/>.</summary>
    public BindAckPdu Ack => (BindAckPdu)_subject!;

    /// <summary>The fault's status of <see cref="RpcClientEventKind.AlterFaulted"/>.</summary>
    public uint Status { get; }

    /// <summary>The server's authentication token; null if it sent none.</summary>
    public ReadOnlyMemory<byte>? Token { get; }
}
