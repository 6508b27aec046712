namespace Sekimori.Rpc.Association;

/// <summary>How far the setup of a security context is.</summary>
internal enum SecuritySlotState
{
    /// <summary>Tokens are still being exchanged.</summary>
    Building,

    /// <summary>It can be used.</summary>
    Ready,

    /// <summary>Its last leg failed without an answer (auth3): its first request gets the fault ([MS-RPCE] 3.3.1.5.2.1).</summary>
    Invalid,
}
