namespace Sekimori.Posture.Checks;

/// <summary>The ways in which a check can be made.</summary>
[Flags]
internal enum SeenBy
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>By questions over the network, without a logon.</summary>
    Wire = 1,

    /// <summary>From files.</summary>
    Offline = 2,

    /// <summary>From the settings of a Sekimori server.</summary>
    Self = 4,

    /// <summary>By questions over the network with an account.</summary>
    Logon = 8,
}
