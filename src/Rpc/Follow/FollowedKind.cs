namespace Sekimori.Rpc.Follow;

/// <summary>What a PDU on its way through a gateway means for the policy.</summary>
internal enum FollowedKind : byte
{
    /// <summary>Nothing: it names neither an interface nor an operation that was not named before.</summary>
    Other,

    /// <summary>A bind or alter_context: the client proposes interfaces.</summary>
    Bind,

    /// <summary>A request: the client calls an operation.</summary>
    Call,

    /// <summary>A fault: the server rejects a call.</summary>
    Fault,
}
