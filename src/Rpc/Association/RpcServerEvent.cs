namespace Sekimori.Rpc.Association;

/// <summary>One event of a server association.</summary>
internal readonly struct RpcServerEvent
{
    private readonly object? _subject;

    internal RpcServerEvent(RpcServerEventKind kind, object? subject = null)
    {
        Kind = kind;
        _subject = subject;
    }

    /// <summary>What happened.</summary>
    public RpcServerEventKind Kind { get; }

    /// <summary>The call of <see cref="RpcServerEventKind.CallReceived"/> and <see cref="RpcServerEventKind.CallCancelled"/>.</summary>
    public RpcServerCall Call => (RpcServerCall)_subject!;

    /// <summary>The question of <see cref="RpcServerEventKind.BindRequested"/>.</summary>
    public BindQuestion Bind => (BindQuestion)_subject!;

    /// <summary>The question of <see cref="RpcServerEventKind.TokenReceived"/>.</summary>
    public SecurityLeg Leg => (SecurityLeg)_subject!;
}
