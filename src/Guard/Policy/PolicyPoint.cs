namespace Sekimori.Guard.Policy;

/// <summary>When the policy is asked. At each point more is known than at the one before.</summary>
[Flags]
internal enum PolicyPoint : byte
{
    /// <summary>Never.</summary>
    None = 0,

    /// <summary>A connection was accepted: address and transport are known.</summary>
    Connect = 1,

    /// <summary>An interface is being bound.</summary>
    Bind = 2,

    /// <summary>The caller has proved who it is.</summary>
    Authenticated = 4,

    /// <summary>A call or a WS-Management request arrived: all facts are known.</summary>
    Call = 8,

    /// <summary>Always.</summary>
    All = Connect | Bind | Authenticated | Call,
}
